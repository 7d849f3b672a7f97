"""Nothing serious or critical is found by axe on any page: in light and dark, in both languages, on a desk and on a phone.

The four views below hold every pair of two of those choices once; eight would say nothing that these do not. Who speaks one
language sees each page in both of its views without opening it again: in one it is held to every rule, in the other, which
the other language's visitor holds to them all, to those that colours and sizes decide.
"""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser import drawn
from tests.browser.test_first_light import wait_until

DESK, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 664}
VIEWS = {"en": [("light", DESK), ("dark", PHONE)], "zh-CN": [("light", PHONE), ("dark", DESK)]}
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
OF_LOOKS = ["color-contrast", "link-in-text-block", "scrollable-region-focusable"]


def findings(page, every_rule: bool = True) -> list[str]:
    """What axe finds on a page that has come to rest, one line a place; only what it calls serious or critical."""
    wait_until(page, "!document.querySelector('pg-instrument') || !!document.querySelector('pg-instrument').scene?.painting")
    wait_until(page, "document.getAnimations().every(one => one.playState !== 'running')")  # half faded in is half the contrast
    sized = page.viewport_size == DESK
    options = SIZED if sized else OPTIONS
    if not every_rule:
        options = OPTIONS | {"runOnly": OF_LOOKS + ["target-size"] * sized}
    found = Axe().run(page, options=options).response["violations"]
    return [
        f"{one['impact']} {one['id']}: {node['html'][:160]} {node['any'][0]['message'][:200] if node['any'] else ''}"
        for one in found
        if one["impact"] in GRAVE
        for node in one["nodes"]
    ]


@pytest.mark.parametrize("locale", VIEWS)
def test_no_page_keeps_anybody_out(visitor, console, locale):
    console.expect("status of 40[04]")
    page, views, found = visitor(locale=locale), VIEWS[locale], {}
    device = page.context.new_cdp_session(page)

    def look(what: str, opener: str = "", shown: str = "") -> None:
        every_rule = True
        assert not drawn.lacking(page), f"{what}: a figure that cannot be had as PNG and SVG"
        for theme, size in views:
            page.emulate_media(color_scheme=theme)
            page.set_viewport_size(size)
            device.send("Emulation.setTouchEmulationEnabled", {"enabled": size is PHONE})
            if opener and not page.locator(opener).first.is_visible():
                continue
            if opener:
                page.locator(opener).first.click()
            if shown:
                expect(page.locator(shown)).to_be_visible()
            if grave := findings(page, every_rule):
                found[f"{what}, {theme}, {size['width']} px"] = grave
            every_rule = False
            if opener:
                page.keyboard.press("Escape")
        views.reverse()  # the next page opens as the last one was seen

    page.goto("/runs/")
    look("no runs yet")
    page.goto("/?training.epochs=20&speed=0")
    look("before anything is trained")
    page.locator("#train").click()
    page.locator("pg-state[data-name=finished]").wait_for()
    look("a finished run")
    for opener, what in OPENERS.items():
        look(what, opener)
    page.locator(".share-button").click()
    page.locator("[data-copy=run]").click()
    page.locator(".share-qr img[src]").wait_for()
    look("the Share menu", shown=".share-qr img[src]")
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
    pale = "<p id=pale>pale</p><button></button>"
    page.evaluate(f"document.querySelector('main').insertAdjacentHTML('beforeend', '{pale}')")
    page.evaluate("Object.assign(document.getElementById('pale').style, {color: '#ccc', background: '#fff'})")
    assert any("button-name" in one for one in findings(page))
    for every_rule in (True, False):
        assert any("color-contrast" in one for one in findings(page, every_rule))
