"""Pages as good as new at half the price: a browser's process, code and files are kept, what a visitor left is not.

The first page of a new context takes 1.5 s of processor time to open, the same page opened again 0.6 s.
"""

from collections.abc import Callable
from contextlib import suppress
from functools import partial

from playwright.sync_api import Browser, Error, Page

RESTING_PLACE = "/static/img/mark.svg"  # of our origin, as storage belongs to one, and without a script
KEPT = 2  # of one kind; a test rarely has more visitors at once
# What stays with a page or a context for good, or for longer than we can see: whoever was told so is not lent again.
TELLING = (
    *("add_init_script", "emulate_media", "expose_binding", "expose_function", "grant_permissions", "new_cdp_session"),
    *("on", "once", "route", "route_from_har", "set_default_navigation_timeout", "set_default_timeout"),
    *("set_extra_http_headers", "set_geolocation", "set_offline"),
)
PHONE = {"viewport": {"width": 390, "height": 664}, "has_touch": True, "is_mobile": True}


class Visitor:
    """Somebody's browser with one page; `console`, while it is set, hears what goes wrong in it."""

    def __init__(self, browser: Browser, options: dict, listen: Callable):
        self.context = browser.new_context(**options)
        listen(self.context, lambda: self.console)
        self.options, self.console, self.told = options, None, False
        self.page: Page = self.context.new_page()
        self.size = self.page.viewport_size
        self.rest()
        for one in (self.context, self.page):
            for name in TELLING:
                if hasattr(one, name):
                    setattr(one, name, partial(self._tell, getattr(one, name)))

    def _tell(self, method: Callable, *arguments, **named):
        self.told = True
        return method(*arguments, **named)

    def rest(self) -> None:
        """Leave whatever is open, and keep nothing but the cookies: one page, on our origin, of the size of the first."""
        for page in self.context.pages:
            if page is not self.page:
                page.close()
        self.page.goto(self.options["base_url"] + RESTING_PLACE)
        self.page.mouse.move(0, 0)
        self.page.evaluate("localStorage.clear(); sessionStorage.clear()")
        if self.page.viewport_size != self.size:
            self.page.set_viewport_size(self.size)

    def forget(self) -> bool:
        """Be somebody who never was here; False where that cannot be had."""
        if self.told or self.page.is_closed():
            return False
        with suppress(Error):
            self.rest()
            self.context.clear_cookies()
            return True
        return False


class Visitors:
    """Lends visitors for the length of a test."""

    def __init__(self, browser: Browser, listen: Callable):
        self.browser, self.listen = browser, listen
        self.free: dict[str, list[Visitor]] = {}

    def lend(self, console, **options) -> Visitor:
        free = self.free.get(repr(sorted(options.items())))
        visitor = free.pop() if free else Visitor(self.browser, options, self.listen)
        visitor.console = console
        return visitor

    def take_back(self, visitor: Visitor) -> None:
        visitor.console = None
        free = self.free.setdefault(repr(sorted(visitor.options.items())), [])
        if len(free) < KEPT and visitor.forget():
            free.append(visitor)
        else:
            visitor.context.close()
