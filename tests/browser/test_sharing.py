"""A link as two people meet it: made while it trains, opened in a browser that never was here, taken back."""

import re
import time

from playwright.sync_api import expect

from tests.browser.test_first_light import SCENE, wait_for_epoch, wait_until

WITHIN = 2.0  # seconds from *Stop sharing* to the sentence on the other screen
FIRST = 90.0  # seconds; the trainers of a session's first test may still be loading the engine
NO_CLIPBOARD = "Object.defineProperty(Navigator.prototype, 'clipboard', {get: () => undefined})"


def train(page, epochs: int = 600, speed: str = "30") -> None:
    page.goto(f"/?training.epochs={epochs}")
    wait_until(page, f"!!{SCENE}?.painting")
    page.click(f"label:has(input[name=speed][value='{speed}'])")
    page.click("#train")
    deadline = time.monotonic() + FIRST
    while page.evaluate(f"{SCENE}.newest") < 5:
        assert time.monotonic() < deadline, "no trainer took the run"
        time.sleep(0.05)


def share(page) -> str:
    """Open the menu and copy the link to the run; what the menu shows."""
    page.click(".share-button")
    page.click("[data-copy=run]")
    expect(page.locator("[data-copy=run]")).to_have_text("Copied ✓")
    return page.input_value("[data-link-of=run]")


def test_a_link_shows_the_run_live_to_who_never_was_here_and_ends_when_it_is_taken_back(page, context, visitor, console):
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    train(page)
    page.click(".share-button")
    expect(page.locator("[data-words=who]")).to_have_text("Only you.")
    expect(page.locator(".share-qr")).to_be_hidden()
    assert page.get_attribute("[data-level=private]", "aria-pressed") == "true"
    page.keyboard.press("Escape")
    link = share(page)
    assert page.evaluate("navigator.clipboard.readText()") == link
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/s/[\w-]{22}/", link)
    expect(page.locator("[data-copy=run]")).to_have_text("Copy", timeout=5000)  # confirmed for a moment only
    expect(page.locator("[data-words=who]")).to_have_text("Anyone with the link.")
    run_id = page.evaluate(f"{SCENE}.run.id")

    other = visitor()
    other.goto(link)
    wait_for_epoch(other, 5)
    before = other.evaluate(f"{SCENE}.newest")
    wait_for_epoch(other, before + 10)  # the curve moves
    assert other.evaluate(f"[...{SCENE}.column('train_loss').slice(0, 5)]") == page.evaluate(
        f"[...{SCENE}.column('train_loss').slice(0, 5)]"
    )
    expect(other.locator("#saved")).to_have_text("Shared run · 1 watching")
    expect(page.locator("[data-words=who]")).to_have_text("Anyone with the link. 1 watching now.")
    assert run_id not in other.content() and other.locator("#train").count() == 0
    third = visitor()
    third.goto(link)
    expect(other.locator("#saved")).to_have_text("Shared run · 2 watching")
    third.close()
    expect(other.locator("#saved")).to_have_text("Shared run · 1 watching")

    for key in ("r", "n", " ", "ArrowRight"):
        other.keyboard.press(key)
    assert other.evaluate(f"{SCENE}.run !== null") and other.locator("#f-seed").input_value() == "1", "keys drive nothing here"
    other.locator("#time").focus()
    other.keyboard.press("Home")
    expect(other.locator("#epoch-now")).to_have_text("0")

    console.expect(r"404")  # reloading a link that was taken back
    page.click("[data-stop]")
    begin = time.monotonic()
    expect(other.locator(".withdrawn h1")).to_have_text("This link does not open a run.", timeout=WITHIN * 1000)
    assert time.monotonic() - begin < WITHIN
    print(f"figure share_revoked_to_words_s {time.monotonic() - begin:.2f} s on the other screen")
    expect(other.locator("pg-instrument")).to_have_count(0)
    expect(page.locator("[data-words=who]")).to_have_text("Only you.")
    assert other.goto(link).status == 404
    expect(other.locator("main")).to_contain_text("It may have been withdrawn.")
    other.click("text=Open the playground")
    expect(other.locator("#train")).to_have_text(re.compile("Train"))
    now = page.evaluate(f"{SCENE}.newest")
    wait_for_epoch(page, now + 3)  # the owner's own page never noticed


def test_the_sliders_epoch_is_in_the_link_and_make_it_mine_gives_a_run_of_ones_own(page, visitor):
    train(page, epochs=60, speed="0")
    wait_until(page, f"{SCENE}.state === 'finished'")
    page.evaluate(f"{SCENE}.look(40)")
    link = share(page)
    assert link.endswith("/?epoch=40")
    expect(page.locator("#share-run-title")).to_have_text("Link to this run, at epoch 40")
    page.evaluate(f"{SCENE}.look(null)")
    expect(page.locator("[data-link-of=run]")).to_have_value(link.removesuffix("?epoch=40"))

    page.click(".share-qr")
    expect(page.locator(".share-screen img")).to_be_visible()
    box = page.locator(".share-screen img").bounding_box()
    assert box["height"] > 0.8 * page.viewport_size["height"]
    wait_until(page, "document.querySelector('.share-screen img').naturalWidth > 0")
    page.keyboard.press("Escape")
    expect(page.locator(".share-screen")).to_be_hidden()

    other = visitor(viewport={"width": 390, "height": 664}, has_touch=True, is_mobile=True)
    other.goto(link)
    wait_until(other, f"{SCENE}?.lookingAt === 40")
    expect(other.locator("#epoch-now")).to_have_text("40")
    assert other.evaluate("document.documentElement.scrollWidth <= innerWidth")
    theirs = other.evaluate(f"[...{SCENE}.column('train_loss')]")
    other.click("#make-mine")
    other.wait_for_url(re.compile(r"/\?run=[\w-]{22}$"))
    wait_until(other, f"{SCENE}?.newest === 40 && {SCENE}.state === 'paused'")
    assert other.evaluate(f"[...{SCENE}.column('train_loss')]") == theirs[:41], "the same past, to the epoch that was looked at"
    mine = other.evaluate(f"{SCENE}.run.id")
    assert mine != page.evaluate(f"{SCENE}.run.id")
    other.goto(link)
    other.click("#make-mine")
    other.wait_for_url(re.compile(rf"/\?run={mine}$"))  # once more is the same run


def test_a_run_is_listed_for_everybody_for_a_time_and_taken_from_the_list(page, visitor, console):
    train(page, epochs=60, speed="0")
    page.click(".share-button")
    page.select_option("[data-lasts]", "7")
    page.click("[data-level=listed]")
    expect(page.locator("[data-words=who]")).to_have_text(re.compile(r"^Everybody, under Explore\. Until .*20\d\d.*\.$"))
    link = page.input_value("[data-link-of=run]")
    page.reload()
    page.click(".share-button")
    expect(page.locator("[data-link-of=run]")).to_have_value(link)  # a listed link is no secret: the server knows it
    other = visitor()
    assert other.goto(link).status == 200
    console.expect(r"404")
    page.click("[data-level=link]")
    expect(page.locator("[data-words=who]")).to_have_text(re.compile("^Anyone with the link"))
    expect(other.locator(".withdrawn h1")).to_have_text("This link does not open a run.", timeout=WITHIN * 1000)
    page.click("[data-level=private]")
    expect(page.locator("[data-words=who]")).to_have_text("Only you.")


def test_copying_works_where_a_browser_has_no_clipboard_as_on_plain_http(visitor):
    page = visitor()
    page.add_init_script(NO_CLIPBOARD)
    train(page, epochs=60)
    assert page.evaluate("navigator.clipboard") is None
    link = share(page)
    page.click("[data-copy=setup]")
    expect(page.locator("[data-copy=setup]")).to_have_text("Copied ✓")
    page.click("[data-copy=run]")
    expect(page.locator("[data-copy=run]")).to_have_text("Copied ✓")
    page.keyboard.press("Escape")
    page.evaluate("document.body.append(Object.assign(document.createElement('textarea'), {id: 'paste'}))")
    page.focus("#paste")
    page.keyboard.press("Control+v")
    expect(page.locator("#paste")).to_have_value(link)


def test_a_set_up_can_be_passed_on_before_anything_is_trained(page, visitor):
    page.goto("/?optimizer.name=adam")
    wait_until(page, f"!!{SCENE}?.recipe")
    page.click(".share-button")
    expect(page.locator("[data-copy=run]")).to_be_disabled()
    expect(page.locator("[data-words=run]")).to_have_text("Press Train first: there is no run yet.")
    page.click("[data-copy=setup]")
    link = page.input_value("[data-link-of=setup]")
    other = visitor()
    other.goto(link)
    expect(other.locator("#f-optimizer-name")).to_have_value("adam")


def test_a_link_of_a_newer_version_says_what_it_leaves_out_and_opens_the_rest(page, console):
    console.expect(r"400")
    page.goto("/?version=2&optimizer.name=adam&optimizer.warp=9")
    expect(page.locator(".rescue")).to_contain_text("made by a newer version")
    expect(page.locator(".rescue")).to_contain_text("'optimizer.warp' is not a field")
    page.click("text=Open without version, optimizer.warp")
    expect(page.locator("#f-optimizer-name")).to_have_value("adam")
    expect(page.locator(".rescue")).to_have_count(0)
