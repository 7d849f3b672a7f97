"""The language switch in a browser: where one is stays, what scripts say follows, and Chinese fits into every width."""

import re

import pytest
from playwright.sync_api import expect

from playground.languages import catalogue
from tests.browser.test_first_light import SCENE, SOON, wait_until
from tests.site.security.test_chinese_pages import left_over

# Everything on show that is text or is read aloud, a line each.
SEEN = """() => {
    const lines = document.body.innerText.split("\\n");
    for (const one of document.querySelectorAll("[aria-label], [title], [placeholder]")) {
        if (one.closest("[lang=en]") || !one.checkVisibility()) continue;
        for (const name of ["aria-label", "title", "placeholder"]) if (one.hasAttribute(name)) lines.push(one.getAttribute(name));
    }
    return lines.join("\\n"); }"""
# Elements of their own text whose Chinese is smaller than 13 px, or cut off at an end.
SMALL_OR_CUT = """() => {
    const found = [];
    for (const one of document.querySelectorAll("body *")) {
        const own = [...one.childNodes].filter(node => node.nodeType === 3).map(node => node.data).join("").trim();
        if (!/[\\u4e00-\\u9fff]/.test(own) || !one.checkVisibility({ visibilityProperty: true })) continue;
        if (getComputedStyle(one).clipPath !== "none") continue; // for screen readers and the keyboard
        const box = one.getBoundingClientRect();
        if (box.width <= 1 || one.closest(".unseen, .unfolding")) continue;
        if (parseFloat(getComputedStyle(one).fontSize) < 13) found.push(`small: ${own}`);
        const cut = getComputedStyle(one).overflowX !== "visible" && one.scrollWidth > one.clientWidth + 1;
        if (cut && one.tagName !== "SELECT") found.push(`cut: ${own}`);
    }
    return found; }"""
WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
SIZES = {
    "desk": (1440, 900),
    "cheap laptop": (1366, 625),
    "tablet": (820, 1100),
    "phone": (390, 664),
    "zoomed to 200 %": (720, 450),
}


@pytest.fixture
def chinese(visitor):
    """A page of somebody whose browser speaks Chinese."""
    return visitor(locale="zh-CN", viewport={"width": 1440, "height": 900})


def test_the_switch_keeps_run_epoch_and_settings(page):
    page.goto("/?training.epochs=60&speed=0&data.noise=0.15")
    page.click("#train")
    page.locator("pg-state[data-name=finished]").wait_for(timeout=SOON)
    before = page.evaluate(f"{SCENE}.run.id")
    page.evaluate(f"{SCENE}.look(10)")
    page.get_by_role("button", name="简体中文").click()
    page.wait_for_url("**/?*epoch=10*")
    assert page.evaluate("document.documentElement.lang") == "zh-hans"
    wait_until(page, f"{SCENE}?.lookingAt === 10")
    assert page.evaluate(f"{SCENE}.run.id") == before
    assert page.locator("[name='data.noise']").input_value() == "0.15"
    expect(page.locator("pg-state")).to_contain_text("已完成")
    expect(page.locator("#live")).to_contain_text("最新")
    page.keyboard.press("End")
    page.get_by_role("button", name="EN", exact=True).click()
    expect(page.locator("pg-state")).to_contain_text("Finished")
    assert "epoch=" not in page.url and "lang=" not in page.url  # the newest again: there is nothing to keep


def test_the_live_page_has_no_english_left_and_fragments_have_none(chinese):
    page = chinese
    page.goto("/?training.epochs=40&speed=0")
    wait_until(page, f"!!{SCENE}?.recipe")
    with page.expect_response("**/fields/optimizer/**"):
        page.select_option("#f-optimizer-name", "adam")
    expect(page.locator("#own-fields")).to_contain_text("β₁")
    page.click("#train")
    page.locator("pg-state[data-name=finished]").wait_for(timeout=SOON)
    expect(page.locator("pg-verdict .sentence")).to_contain_text(re.compile("[\u4e00-\u9fff]{2}"))
    names = list(catalogue.page_words("zh-hans").values())
    assert not left_over(page.evaluate(SEEN), *re.findall(r"[A-Za-z]+", " ".join(names)))
    aloud = page.locator("[aria-label]").evaluate_all("ones => ones.map((one) => one.ariaLabel)")
    assert any("。" in one for one in aloud) and not [one for one in aloud if re.search("[。！？] ", one)]
    page.context.new_page().goto("/?lang=en")  # another tab, another language: this page stays as it is
    page.fill("[name='optimizer.lr']", "abc")
    page.keyboard.press("Tab")
    expect(page.locator("#f-optimizer-lr-problem")).to_have_text("学习率：'abc' 不是数字。")


def test_it_works_without_scripts(new_context):
    page = new_context(java_script_enabled=False).new_page()
    page.goto("/?optimizer.lr=0.3")
    page.get_by_role("button", name="简体中文").click()
    assert page.url.endswith("/?optimizer.lr=0.3")
    expect(page.locator("#train")).to_have_text("训练")
    assert page.locator("[name='optimizer.lr']").input_value() == "0.3"


def test_chinese_fits_every_width(chinese):
    page, found = chinese, {}

    def look(what: str) -> None:
        for name, (width, height) in SIZES.items():
            page.set_viewport_size({"width": width, "height": height})
            page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
            wrong = page.evaluate(SMALL_OR_CUT) + ["scrolls sideways"] * (page.evaluate(WIDE) > 0)
            if wrong:
                found[f"{what}, {name}"] = wrong

    page.goto("/?training.epochs=30&speed=0")
    wait_until(page, f"!!{SCENE}?.recipe")
    page.click("#train")
    wait_until(page, f"{SCENE}.state === 'finished'")
    expect(page.locator("pg-verdict .sentence")).to_contain_text("习")
    look("the playground")
    page.goto("/runs/")
    look("the list of runs")
    page.goto(page.locator("a[href^='/runs/']:not([href='/runs/'])").first.get_attribute("href"))
    wait_until(page, f"{SCENE}?.length > 30")
    look("one run")
    page.goto("/experiments/")
    look("the experiments")
    assert not found
