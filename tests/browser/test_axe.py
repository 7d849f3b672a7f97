"""Nothing serious or critical is found by axe on any page: in light and dark, in both languages, on a desk and on a phone.

The four settings below hold every pair of two of those choices once; eight would say nothing that these do not.
"""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.test_first_light import wait_until

DESK, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 664}
SETTINGS = {
    "light, English, desk": ("light", "en", DESK),
    "dark, Chinese, desk": ("dark", "zh-CN", DESK),
    "dark, English, phone": ("dark", "en", PHONE),
    "light, Chinese, phone": ("light", "zh-CN", PHONE),
}
ADDRESSES = [
    "/?optimizer.lr=abc&data.noise=0.9",
    "/?data.name=iris",
    "/nowhere/",
    "/?lang=klingon",
    "/experiments/",
    "/?view=stage",
    "/compare/",
    "/arena/",
]
ADDRESSES += ["/account/new/", "/account/session/"]
OPTIONS = {"resultTypes": ["violations"], "selectors": False}
# Off by itself: whatever is pressed is 24 px wide and high, or stands that far from its neighbours. On a phone the names of the
# film's rows are as high as the rows, 16 px; the film itself, beside them, opens the same.
SIZED = OPTIONS | {"rules": {"target-size": {"enabled": True}}}
OPENERS = {  # what opens over the page
    "#keys-opener": "all keys",
    "#f-optimizer-lr-field .help": "help of a field",
    "[data-opens=presets]": "the sheet of experiments",
}
GRAVE = ("serious", "critical")


def findings(page) -> list[str]:
    """What axe finds on a page that has come to rest, one line a place; only what it calls serious or critical."""
    wait_until(page, "!document.querySelector('pg-instrument') || !!document.querySelector('pg-instrument').scene?.painting")
    wait_until(page, "document.getAnimations().every(one => one.playState !== 'running')")  # half faded in is half the contrast
    options = SIZED if page.viewport_size == DESK else OPTIONS
    found = Axe().run(page, options=options).response["violations"]
    return [
        f"{one['impact']} {one['id']}: {node['html'][:160]} {node['any'][0]['message'][:200] if node['any'] else ''}"
        for one in found
        if one["impact"] in GRAVE
        for node in one["nodes"]
    ]


@pytest.fixture(params=SETTINGS.values(), ids=SETTINGS)
def visitor(request, new_context, console):
    """A page of a visitor of their own, in these settings."""
    theme, locale, size = request.param
    context = new_context(color_scheme=theme, locale=locale, viewport=size, has_touch=size is PHONE)
    console.listen(context)
    console.expect("status of 40[04]")
    return context.new_page()


def test_no_page_keeps_anybody_out(visitor):
    page, found = visitor, {}

    def look(what: str) -> None:
        if grave := findings(page):
            found[what] = grave

    page.goto("/runs/")
    look("no runs yet")
    page.goto("/?training.epochs=20&speed=0")
    look("before anything is trained")
    page.locator("#train").click()
    page.locator("pg-state[data-name=finished]").wait_for()
    look("a finished run")
    for opener, what in OPENERS.items():
        if page.locator(opener).first.is_visible():
            page.locator(opener).first.click()
            look(what)
            page.keyboard.press("Escape")
    page.locator(".share-button").click()
    page.locator("[data-copy=run]").click()
    page.locator(".share-qr img[src]").wait_for()
    look("the Share menu")
    page.goto(page.locator("[data-link-of=run]").input_value())
    look("a shared run")
    page.goto("/runs/")
    look("the list of runs")
    page.goto(page.locator("a[href^='/runs/']:not([href='/runs/'])").first.get_attribute("href"))
    look("one run")
    for address in ADDRESSES:
        page.goto(address)
        look(address)
    assert not found, "\n".join(f"{what}:\n    " + "\n    ".join(grave) for what, grave in found.items())


def test_axe_sees_what_is_planted(page, console):
    console.expect("status of 404")
    page.goto("/nowhere/")
    page.evaluate("document.querySelector('main').insertAdjacentHTML('beforeend', '<button></button>')")
    assert any("button-name" in one for one in findings(page))
