"""The way of a picture through the page: chosen, trained, its feature maps in the columns and in the tab."""

from playwright.sync_api import expect

from playground.experiments.presets import named
from tests.browser.test_first_light import SCENE, SOON, wait_until
from tests.browser.test_presets import fast

COLOURS = """canvas => { const {width, height} = canvas;
    const seen = canvas.getContext("2d").getImageData(0, 0, width, height).data;
    return new Set(new Uint32Array(seen.buffer)).size; }"""
SHADES = """image => image.decode().then(() => {
    const canvas = Object.assign(document.createElement("canvas"), { width: image.naturalWidth, height: image.naturalHeight });
    canvas.getContext("2d").drawImage(image, 0, 0);
    const seen = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
    return new Set(new Uint32Array(seen.buffer)).size; })"""


def test_a_small_eye_trains_and_shows_what_its_filters_find(page):
    page.goto(named("small-eye").address)
    wait_until(page, f"!!{SCENE}?.recipe")
    fast(page)
    page.click("#train")
    expect(page.locator("pg-state")).to_contain_text("Finished", timeout=SOON)
    for column in (0, 1):  # convolution and pooling: a map a channel, of many shades
        maps = page.locator(f".neurons[data-stage='{column}'] canvas")
        expect(maps.first).to_be_visible()
        assert max(maps.evaluate_all(f"all => all.map({COLOURS})")) > 8

    page.locator("#tab-feature-maps").click()
    panel = page.locator("#closer-panel")
    panel.get_by_role("button", name="Look inside").click()
    expect(panel.locator(".layer-look").first).to_be_visible(timeout=SOON)
    shades = panel.locator(".layer-look .tiles img").evaluate_all(f"all => Promise.all(all.map({SHADES}))")
    assert len(shades) >= 24 and sum(count > 4 for count in shades) > len(shades) / 2  # eight filters, maps and gradients each
