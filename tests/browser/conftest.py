"""A real Chromium against a real server with real trainers; any console error or CSP violation fails the test.

Run these in a pytest call of their own (`pytest -m browser`): sync Playwright keeps an event loop in this thread, which
asyncio tests cannot share.
"""

import os
import re
import shutil
from pathlib import Path

import pytest

from tests.browser.visitors import Visitors
from tests.servers import Server

BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",  # no card here: painting it in software directly takes a fifth less time
    "--in-process-gpu",  # and a process less to hand each frame to, a tenth
    "--disable-quic",
    "--disable-background-networking",
    "--disable-sync",
    "--no-first-run",
    "--disable-component-update",
]
WATCH_CSP = """addEventListener("securitypolicyviolation", event =>
    console.error("CSP violation:", event.violatedDirective, event.blockedURI, event.sourceFile, event.lineNumber))"""


def pytest_collection_modifyitems(items):
    """Everything in this folder is a browser test, marked or not."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


def chromium() -> str:
    """Path of the browser: CHROMIUM if set, else the first one installed. Fails the tests, loudly, where there is none."""
    named = os.environ.get("CHROMIUM")
    found = named or next((path for path in map(shutil.which, BROWSERS) if path), None)
    if not found:
        pytest.fail(f"No Chromium: install one of {', '.join(BROWSERS)} or set CHROMIUM to its path.", pytrace=False)
    return found


@pytest.fixture(scope="session", autouse=True)
def a_loop_runs_in_this_thread():
    """Playwright's, not one of ours; the Django ORM would refuse to work beside it."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    yield
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    return {**browser_type_launch_args, "executable_path": chromium(), "args": ARGUMENTS}


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """One site for the whole browser session: tests get owners of their own by their cookies."""
    server = Server(tmp_path_factory.mktemp("site") / "data")
    try:
        yield server.start()
    finally:
        server.stop()


@pytest.fixture(scope="session")
def base_url(server):
    """`page.goto("/")` goes to our server."""
    return server.url


class Console:
    """What went wrong in the browser while a test ran (list of str), less what the test said it expects."""

    def __init__(self):
        self.errors: list[str] = []
        self._expected: list[re.Pattern] = []

    def expect(self, pattern: str) -> None:
        """Errors matching this regular expression belong to the test (a server it stops, a refusal it provokes)."""
        self._expected.append(re.compile(pattern))

    def unexpected(self) -> list[str]:
        return [error for error in self.errors if not any(pattern.search(error) for pattern in self._expected)]

    def listen(self, context) -> None:
        """Note every console error, uncaught exception and CSP violation of every page of this browser context."""
        listen(context, lambda: self)

    def note(self, text: str, location: dict) -> None:
        self.errors.append(f"{text} ({location.get('url', '')}:{location.get('lineNumber', '')})")


def listen(context, current) -> None:
    """Have the console that `current()` answers, if any, note what goes wrong on the pages of a browser context."""

    def heard(message) -> None:
        if message.type == "error" and (console := current()):
            console.note(message.text, message.location)

    def thrown(error) -> None:
        if console := current():
            console.errors.append(f"uncaught: {error.error}")

    context.add_init_script(WATCH_CSP)
    context.on("console", heard)
    context.on("weberror", thrown)


@pytest.fixture
def console():
    return Console()


@pytest.fixture(autouse=True)
def no_console_errors(console):
    """Every browser test ends with an empty console."""
    yield
    assert not console.unexpected(), "the browser complained:\n" + "\n".join(console.unexpected())


@pytest.fixture(scope="session")
def visitors(browser):
    return Visitors(browser, listen)


@pytest.fixture
def visitor(visitors, base_url, console):
    """`visitor(**options)`: a page in a browser of its own, which never was here. Its complaints count too.

    The options are those of Playwright's `new_context`, above all viewport, has_touch, is_mobile, locale and color_scheme.
    """
    lent = []

    def open_browser(**options):
        lent.append(visitors.lend(console, **{"base_url": base_url} | options))
        return lent[-1].page

    yield open_browser
    for one in lent:
        visitors.take_back(one)


@pytest.fixture
def page(visitor):
    """Most tests need one visitor at a desk."""
    return visitor()


@pytest.fixture
def context(page):
    return page.context
