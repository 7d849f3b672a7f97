"""By keyboard alone: everything is reached, in the order one reads it, and seen when it is; nothing speaks too often."""

from tests.browser.test_first_light import SCENE, SOON, wait_until

NAMED = """one => [one.localName, one.id, one.getAttribute('aria-label'), one.name, one.href,
    one.textContent.trim().slice(0, 40)].join(' ')"""
# What one Tab reached: where it stands, its name, and whether the focus can be seen on it or on what stands for it.
REACHED = """() => {
    const own = document.activeElement;
    if (own === document.body) return null;
    const parts = {
        ".site-bar": "bar", ".transport": "drive", ".panel.data": "data", ".panel.network": "network",
        ".panel.output": "output", ".xray": "film", ".time": "time", ".skip": "skip",
    };
    const part = Object.keys(parts).find(selector => own.closest(selector));
    const outline = one => one && getComputedStyle(one);
    const shows = one => one && outline(one).outlineStyle !== "none" && parseFloat(outline(one).outlineWidth) > 0;
    const stand_ins = [own, own.nextElementSibling, own.closest("label"), own.parentElement];
    return { part: parts[part] ?? "elsewhere", html: (NAMED)(own), seen: stand_ins.some(shows) }; }""".replace("NAMED", NAMED)
# Controls on show that Tab should reach: of radios one a group, nothing disabled.
WANTED = """() => [...document.querySelectorAll("#main :is(a[href], button, input, select, summary, [tabindex='0'])")]
    .filter(one => one.checkVisibility({ visibilityProperty: true }) && !one.disabled && one.tabIndex >= 0)
    .filter(one => one.type !== "hidden" && (one.type !== "radio" || one.checked))
    .filter(one => !one.closest("details:not([open])") || one.matches("summary")).map(NAMED)""".replace("NAMED", NAMED)
ORDER = ["bar", "drive", "data", "network", "output", "film", "time"]


def test_tab_reaches_everything_in_the_order_of_reading(page):
    page.goto("/?training.epochs=20&speed=0")
    wait_until(page, f"!!{SCENE}?.painting")
    page.click("#train")
    page.locator("pg-state[data-name=finished]").wait_for(timeout=SOON)
    page.locator("#closer").scroll_into_view_if_needed()
    page.get_by_role("button", name="Check the gradients").wait_for()  # the panel comes when it is looked at
    page.locator(".skip").focus()
    stops = []
    for _ in range(200):
        page.keyboard.press("Tab")
        stop = page.evaluate(REACHED)
        if stop is None or stop["part"] == "skip":
            break
        stops.append(stop)
    wanted = page.evaluate(WANTED)
    assert not [stop["html"] for stop in stops if not stop["seen"]]
    parts = list(dict.fromkeys(stop["part"] for stop in stops if stop["part"] in ORDER))
    assert parts == ORDER
    places = [ORDER.index(stop["part"]) for stop in stops if stop["part"] in ORDER]
    assert places == sorted(places), [stop["part"] for stop in stops]
    inside = [stop for stop in stops if stop["part"] != "bar"]
    assert sorted(stop["html"] for stop in inside) == sorted(wanted)


# Every text put into a region that is read aloud while the page trains.
LISTEN = """window.said = []; new MutationObserver(changes => changes.forEach(change => {
    const element = change.target.nodeType === 1 ? change.target : change.target.parentElement;
    const region = element?.closest("[aria-live], [role=status]");
    if (region && !region.closest("[hidden]")) said.push(region.textContent.trim());
})).observe(document.body, { childList: true, characterData: true, subtree: true });"""


def test_training_is_announced_by_what_changes_its_meaning_not_by_every_number(page):
    page.goto("/?training.epochs=150&speed=120")
    wait_until(page, f"!!{SCENE}?.recipe")
    page.evaluate(LISTEN)
    page.click("#train")
    page.locator("pg-state[data-name=finished]").wait_for(timeout=SOON)
    said = [text for text in page.evaluate("said") if text]
    assert any("Training" in text for text in said) and any("Finished" in text for text in said)
    assert len(set(said)) <= 12, said  # of 150 epochs
