"""Points drawn by hand: by mouse, by keys, by finger; trained on, shared, and made somebody else's."""

import time

from playwright.sync_api import expect

from tests.browser.test_first_light import SCENE, wait_for_epoch, wait_until
from tests.browser.test_sharing import share
from tests.browser.visitors import PHONE

LEFT, RIGHT = [(-4, -3), (-3, -4), (-3, -2), (-2, -3), (-4, -4), (-2, -2)], [(4, 3), (3, 4), (3, 2), (2, 3), (4, 4), (2, 2)]


def open_empty(page) -> None:
    """A set-up with nothing drawn yet; its last good picture stays on the map."""
    page.goto("/?data.name=drawn&training.epochs=400&training.batch_size=4&optimizer.lr=0.3&speed=0")
    wait_until(page, f"!!{SCENE}?.painting")
    page.get_by_role("button", name="Clear").click()
    expect(page.locator("#f-data-points-problem")).to_contain_text("at least two classes")


def place(page, x: float, y: float) -> tuple[float, float]:
    box = page.locator("pg-map canvas").first.bounding_box()
    return box["x"] + box["width"] * (x + 6) / 12, box["y"] + box["height"] * (6 - y) / 12


def drawn(page) -> str:
    return page.locator(".drawing-count").inner_text()


def test_two_crowds_are_drawn_learned_shared_and_made_somebody_elses(page, context, visitor):
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    open_empty(page)
    for point in LEFT:
        page.mouse.click(*place(page, *point))
    page.locator("pg-map canvas").first.press("2")
    for point in RIGHT:
        page.mouse.click(*place(page, *point))
    expect(page.locator(".drawing-count")).to_have_text("● 6 · ◆ 6")
    wait_until(page, f"{SCENE}.picture?.train.points.length + {SCENE}.picture?.test.points.length === 12")
    page.click("#train")
    wait_for_epoch(page, 400)
    assert page.evaluate(f"{SCENE}.column('test_accuracy').at(-1)") == 1
    link = share(page)

    other = visitor()
    other.goto(link)
    wait_for_epoch(other, 400)
    wait_until(other, f"{SCENE}.picture")
    assert other.evaluate(f"{SCENE}.picture.train.points") == page.evaluate(f"{SCENE}.picture.train.points")
    assert other.locator("pg-map[data-drawing]").count() == 0 and other.locator(".drawing-tools button").count() == 0
    other.get_by_role("button", name="Make it mine").first.click()
    other.wait_for_url("**/?run=*")
    wait_until(other, f"{SCENE}?.picture?.train.points.length > 0")
    assert drawn(other) == "● 6 · ◆ 6"


def test_a_point_is_dragged_erased_and_taken_back(page):
    open_empty(page)
    for kind, point in (("1", (-3, 0)), ("2", (3, 0)), ("3", (0, 3))):
        page.locator("pg-map canvas").first.press(kind)
        page.mouse.click(*place(page, *point))
    expect(page.locator(".drawing-count")).to_have_text("● 1 · ◆ 1 · ▲ 1")
    page.mouse.move(*place(page, 3, 0))
    page.mouse.down()
    page.mouse.move(*place(page, 4, -4), steps=5)
    page.mouse.up()
    drawn = f"[...{SCENE}.picture.train.points, ...{SCENE}.picture.test.points]"
    wait_until(page, f"{drawn}.some(([x, y]) => Math.hypot(x - 4, y + 4) < 0.1)")
    expect(page.locator("#f-loss-name")).to_have_value("cross_entropy")
    page.mouse.click(*place(page, 0, 3), button="right")
    expect(page.locator(".drawing-count")).to_have_text("● 1 · ◆ 1")
    expect(page.locator("#f-loss-name")).to_have_value("binary_cross_entropy")
    page.keyboard.press("Control+z")
    expect(page.locator(".drawing-count")).to_have_text("● 1 · ◆ 1 · ▲ 1")
    page.get_by_label("Eraser", exact=True).check()
    page.mouse.click(*place(page, -3, 0))
    expect(page.locator(".drawing-count")).to_have_text("● 0 · ◆ 1 · ▲ 1")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".drawing-count")).to_have_text("● 1 · ◆ 1 · ▲ 1")


def test_everything_can_be_drawn_by_keys_alone(page):
    open_empty(page)
    canvas = page.locator("pg-map canvas").first
    canvas.focus()
    for key in ("1", "Enter", "2", "ArrowRight", "ArrowRight", "ArrowUp", "Enter"):
        page.keyboard.press(key)
    expect(page.locator(".drawing-count")).to_have_text("● 1 · ◆ 1")
    expect(page.locator("pg-drawing [role=status]")).to_have_text("◆ at 0.6, 0.3")
    for key in ("Enter", "ArrowUp", "ArrowUp", "Enter"):  # lifted, moved, dropped
        page.keyboard.press(key)
    drawn = f"[...{SCENE}.picture.train.points, ...{SCENE}.picture.test.points]"
    wait_until(page, f"{drawn}.some(([x, y]) => Math.abs(x - 0.6) + Math.abs(y - 0.9) < 1e-6)")
    page.keyboard.press("Delete")
    expect(page.locator(".drawing-count")).to_have_text("● 1 · ◆ 0")
    assert page.evaluate(f"{SCENE}.quantity") == "size", "digits meant for the pen changed the X-ray"


def test_a_finger_draws_on_a_phone(visitor):
    page = visitor(**PHONE)
    page.goto("/?data.name=drawn")
    wait_until(page, f"!!{SCENE}?.painting")
    page.touchscreen.tap(*place(page, 0, 5))
    expect(page.locator(".drawing-count")).to_have_text("● 25 · ◆ 24")
    deadline = time.monotonic() + 10
    while "data.points=" not in page.url:
        assert time.monotonic() < deadline, page.url
        page.wait_for_timeout(50)
