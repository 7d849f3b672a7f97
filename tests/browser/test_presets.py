"""The experiments, the verdict's change, the hints and the ghosts, as a newcomer meets them."""

import json
import re

from playwright.sync_api import expect

from playground.experiments.presets import PRESETS, named
from tests.browser.test_first_light import SCENE, SOON, wait_until
from tests.browser.visitors import PHONE

GHOSTS = f"JSON.stringify({SCENE}.ghosts.map(one => one.label))"
MEETS = """([hint, others]) => {
    const box = element => element.getBoundingClientRect();
    const own = box(document.querySelector(hint));
    return [...document.querySelectorAll(others)].filter(one => one.checkVisibility() && !one.closest(hint)).filter(one => {
        const b = box(one);
        return b.width && own.left < b.right && b.left < own.right && own.top < b.bottom && b.top < own.bottom;
    }).map(one => one.outerHTML.slice(0, 80)); }"""


def fast(page) -> None:
    """As fast as it goes."""
    page.locator("label:has(input[name=speed][value='0'])").click()


def ghosts(page) -> list[str]:
    return json.loads(page.evaluate(GHOSTS))


def kind(page):
    return page.locator("pg-verdict .sentence")


def test_second_card_train_vanishing_try_tanh_learned(page):
    page.goto("/")
    cards = page.locator(".first-card")
    expect(cards).to_have_count(3)
    expect(cards.nth(0)).to_have_attribute("aria-current", "true")  # First light is what stands there
    cards.nth(1).click()
    page.wait_for_url("**/?*activation=sigmoid*")
    wait_until(page, f"!!{SCENE}?.recipe")
    assert page.evaluate(f"{SCENE}.state") == "new"  # chosen, not started
    fast(page)
    page.click("#train")
    expect(kind(page)).to_have_attribute("data-kind", "vanishing", timeout=SOON)
    expect(cards.nth(0)).to_be_hidden()
    expect(kind(page)).to_contain_text(re.compile(r"layer 1 gets \d\.?\d*·10⁻[²³⁴⁵] × the gradient of the output"))
    expect(page.locator("pg-state")).to_contain_text("Finished", timeout=SOON)

    page.get_by_role("button", name="Try tanh").click()
    expect(page.locator("#all-activation")).to_have_value("tanh")
    expect(kind(page)).to_have_attribute("data-kind", "learned", timeout=SOON)
    wait_until(page, f"{GHOSTS}.includes('sigmoid → tanh')")

    # Looking back at the beginning, nothing is claimed yet; the newest moment says it again.
    page.evaluate(f"{SCENE}.look(4)")
    expect(kind(page)).to_have_attribute("data-kind", "learning")
    page.keyboard.press("End")
    expect(kind(page)).to_have_attribute("data-kind", "learned")


def test_hints_come_one_at_a_time_and_go_for_good(page):
    page.goto("/")
    hint = page.locator("pg-hints")
    expect(hint).to_contain_text("Press Train (or Space)")
    covered = ["pg-hints", "pg-map canvas, input:not([type=hidden]), select"]
    wait_until(page, f"!({MEETS})({json.dumps(covered)}).length")
    fast(page)
    page.keyboard.press("Space")
    expect(hint).to_contain_text("Now try 0.3, then 10. Same starting weights.", timeout=SOON)
    assert not page.evaluate(MEETS, ["pg-hints", "pg-map canvas"])
    for rate in ("0.3", "10"):
        hint.get_by_role("button", name=rate, exact=True).click()
        expect(page.locator("#f-optimizer-lr")).to_have_value(rate)
        wait_until(page, f"{SCENE}.run?.number > 1 && {SCENE}.recipe.values['optimizer.lr'] === '{rate}'")
        if rate == "0.3":
            expect(hint.get_by_role("button", name=rate)).to_be_disabled()
            expect(page.locator("pg-state")).to_contain_text("Finished", timeout=SOON)
            expect(kind(page)).to_have_attribute("data-kind", "learned")
            wait_until(page, f"{GHOSTS} === '[\"lr 0.03\"]'")
    expect(kind(page)).to_have_attribute("data-kind", "bouncing", timeout=SOON)
    expect(page.get_by_role("button", name="Try 0.03")).to_be_visible()
    assert ghosts(page) == ["lr 0.3", "lr 0.03"]
    expect(hint).to_contain_text("Next: why deep nets were hard.", timeout=SOON)
    hint.get_by_role("link", name="Open it").click()
    page.wait_for_url("**/?*activation=sigmoid*")
    wait_until(page, f"!!{SCENE}?.recipe && {SCENE}.ghosts.length === 3")
    assert ghosts(page) == ["+ 4 layers, lr 10", "+ 4 layers, lr 0.3", "+ 4 layers, lr 0.03"]  # they came along
    expect(hint).to_be_hidden()
    page.goto("/")
    wait_until(page, f"!!{SCENE}?.recipe")
    expect(hint).to_be_hidden()


def test_hide_hints_hides_them_all(page):
    page.goto("/")
    page.get_by_role("button", name="Hide hints").click()
    expect(page.locator("pg-hints")).to_be_hidden()
    page.reload()
    wait_until(page, f"!!{SCENE}?.recipe")
    expect(page.locator("pg-hints")).to_be_hidden()


def test_on_a_phone_a_hint_covers_neither_map_nor_field(visitor):
    page = visitor(**PHONE)
    page.goto("/?speed=0")
    for words in ("Press Train", "Now try 0.3"):
        expect(page.locator("pg-hints")).to_contain_text(words, timeout=SOON)
        if words != "Press Train":
            page.evaluate("scrollTo(0, 200)")  # from below the fixed bar into sight
        assert not page.evaluate(MEETS, ["pg-hints", "pg-map, pg-curves, input:not([type=hidden]), select"])
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        if words == "Press Train":
            page.locator("#train").tap()


def test_the_sheet_opens_by_mouse_and_keyboard_and_closes_by_escape(page):
    page.goto("/")
    sheet = page.locator(".presets-sheet")
    opener = page.locator(".site-bar [data-opens=presets]")
    wait_until(page, f"!!{SCENE}?.recipe")
    opener.click()
    expect(sheet).to_be_visible()
    expect(sheet.locator(".preset")).to_have_count(len(PRESETS))
    expect(sheet.locator("[aria-current]")).to_be_focused()
    page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    expect(opener).to_be_focused()  # back to where one came from

    page.keyboard.press("Enter")
    expect(sheet).to_be_visible()
    for key, place in (("ArrowRight", 1), ("ArrowDown", 5), ("ArrowLeft", 4), ("End", len(PRESETS) - 1), ("Home", 0)):
        page.keyboard.press(key)
        expect(sheet.locator(".preset").nth(place)).to_be_focused()
    assert page.evaluate(f"{SCENE}.lookingAt") is None and page.evaluate(f"{SCENE}.run") is None  # the instrument heard nothing
    page.mouse.click(5, 5)  # beside it
    expect(sheet).to_be_hidden()
    opener.click()
    sheet.get_by_role("link", name=re.compile("^One neuron meets XOR")).click()
    page.wait_for_url("**/?*xor_table*")
    expect(page.locator("input[name=speed][value='120']")).to_be_checked()


def test_cards_show_what_the_set_up_trained_and_a_placeholder_where_it_did_not(page, server):
    from playground.experiments import rehearsals  # torch: only here

    done = rehearsals.picture(named("better-inputs"))
    (server.data_dir / rehearsals.FILE).write_text(json.dumps({"better-inputs": done}))
    page.goto("/experiments/")
    card = page.locator(".preset:has([data-key='better-inputs'])")
    expect(card.locator(".preset-map canvas")).to_be_visible()
    centre, corner = page.evaluate(
        """() => { const canvas = document.querySelector("[data-key='better-inputs'] .preset-map canvas");
            const at = (x, y) => [...canvas.getContext("2d").getImageData(x * canvas.width, y * canvas.height, 1, 1).data];
            return [at(0.5, 0.5), at(0.05, 0.05)]; }"""
    )
    assert centre[2] > centre[0] + 40 and corner[0] > corner[2] + 40  # blue inside, orange outside
    expect(page.locator(".preset canvas")).to_have_count(2)


def test_on_a_runs_own_page_the_change_is_a_link_to_the_playground(page):
    page.goto(named("too-long-a-step").address)
    wait_until(page, f"!!{SCENE}?.recipe")
    fast(page)
    page.click("#train")
    expect(kind(page)).to_have_attribute("data-kind", "diverged", timeout=SOON)
    page.goto(page.evaluate(f"`/runs/${{{SCENE}.run.id}}/`"))
    expect(kind(page)).to_contain_text("Diverged at epoch", timeout=SOON)
    link = page.locator("pg-verdict a.try")
    expect(link).to_have_text("Try 0.11")
    link.click()
    expect(page.locator("#f-optimizer-lr")).to_have_value("0.11")
    wait_until(page, f"!!{SCENE}?.recipe")
    assert page.evaluate(f"{SCENE}.recipe.values['data.name']") == "noisy_line" and page.evaluate(f"{SCENE}.state") == "new"


def test_a_finished_run_is_judged_after_a_reload_as_it_was_while_it_trained(page):
    """The socket sends the newest key frame only; which layer is dead was seen in those before."""
    page.goto(
        "/?network.layers.0.name=dense&network.layers.0.units=6&network.layers.0.activation=relu&network.layers.1.name=dense"
        "&network.layers.1.units=4&network.layers.1.activation=relu&network.initializer.name=he_normal&optimizer.lr=5"
        "&training.epochs=100"
    )
    wait_until(page, f"!!{SCENE}?.recipe")
    page.click("#train")
    expect(page.locator("pg-state")).to_contain_text("Finished", timeout=SOON)
    expect(kind(page)).to_have_attribute("data-kind", "dead")
    sentence = kind(page).text_content()
    page.reload()
    expect(kind(page)).to_have_attribute("data-kind", "dead", timeout=SOON)
    expect(kind(page)).to_have_text(sentence)
