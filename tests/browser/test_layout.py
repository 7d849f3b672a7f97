"""Where things stand, measured: axes share their pixels, nothing below the fold, one height of controls, few sizes of text."""

import json
import re
from itertools import pairwise

import pytest
from playwright.sync_api import expect

from tests.browser import drawn
from tests.browser.test_first_light import SCENE, SOON, wait_for_epoch, wait_until

NOTICE = """on => {
    const line = document.querySelector("pg-line");
    line.textContent = on ? "Training is down." : "";
    line.hidden = !on; }"""
MEASURE = """JSON.stringify((() => {
    const box = selector => document.querySelector(selector).getBoundingClientRect();
    const all = selector => [...document.querySelectorAll(selector)].filter(one => one.offsetHeight);
    const controls = ".transport select, .transport input:not([type]), .transport .segments span, .drive .square, #noise input";
    const accent = getComputedStyle(document.querySelector("#train")).backgroundColor;
    const filled = all("button, .button").filter(one => getComputedStyle(one).backgroundColor === accent);
    const gaps = getComputedStyle(document.querySelector("pg-instrument"));
    return {
        strip: box("pg-xray .plate"), track: box(".time .track"), thumb: box("#time"),
        instrument: box("pg-instrument"), map: box("pg-map canvas"),
        network: box(".panel.network"), output: box(".panel.output"), transport: box("pg-transport"),
        wide: document.documentElement.scrollWidth - innerWidth, high: innerHeight,
        controls: all(controls).map(one => one.offsetHeight),
        filled: filled.map(one => one.id), gaps: [gaps.columnGap, gaps.rowGap],
    };
})())"""
TEXT_SIZES = """JSON.stringify((() => {
    const sizes = {};
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const element = node.parentElement;
        const seen = element.checkVisibility({visibilityProperty: true}) && !element.closest(".unseen, script, style");
        if (!seen || !node.textContent.trim()) continue;
        const size = getComputedStyle(element).fontSize;
        sizes[size] = (sizes[size] ?? []).concat(element.className || element.tagName).slice(0, 3);
    }
    return sizes;
})())"""

LEGEND = """JSON.stringify((() => {
    const legend = document.getElementById("map-legend");
    const panel = document.querySelector(".panel.output");
    return {panel: panel.getBoundingClientRect(), marks: [...legend.children].map(one => one.getBoundingClientRect()),
        over: Math.max(legend.scrollWidth - legend.clientWidth, panel.scrollHeight - panel.clientHeight)};
})())"""
# What the chip may have to say, in the page's language, with the largest numbers: [words, pixels that are cut].
STATES = """JSON.stringify((() => {
    const said = JSON.parse(document.getElementById("words")?.textContent ?? "{}");
    const values = {epoch: "100,000", batch: 100, batches: 250, seconds: 120, place: 12};
    const chip = document.querySelector("pg-state"), word = chip.querySelector(".word");
    return ["Not started", "Waiting, {place} in line, about {seconds} s", "Paused, batch {batch} of {batches}",
        "Stopped: loss low enough", "Stopped: no better for a while", "Failed at epoch {epoch}", "Diverged at epoch {epoch}",
    ].map(sentence => {
        word.textContent = (said[sentence] ?? sentence).replace(/{(\\w+)}/g, (_, name) => values[name]);
        const bar = document.querySelector(".site-bar").getBoundingClientRect();
        return [word.textContent, Math.max(word.scrollWidth - word.clientWidth, word.scrollHeight - word.clientHeight,
            chip.scrollWidth - chip.clientWidth, bar.bottom - chip.getBoundingClientRect().top - 12)];
    });
})())"""


@pytest.fixture(scope="module")
def trained(browser, base_url, server):
    """A page of 40 epochs, done; every test of a size looks at it in that size."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, base_url=base_url)
    page = context.new_page()
    page.goto("/?training.epochs=40")
    wait_until(page, f"!!{SCENE}?.painting && !!{SCENE}.recipe")
    page.click("#train")
    wait_for_epoch(page, 40)
    yield page
    context.close()


def measured(page, width: int, height: int) -> dict:
    page.set_viewport_size({"width": width, "height": height})
    wait_until(page, f"innerWidth === {width}")
    settled(page)
    return json.loads(page.evaluate(MEASURE))


def settled(page) -> None:
    """Two frames: islands draw in the first after a change of size."""
    page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(done))))")


@pytest.mark.parametrize("size", [(1440, 900), (1366, 625), (1280, 720), (1200, 720), (1100, 800), (1920, 1080)])
def test_everything_fits_and_lines_up(trained, size):
    found = measured(trained, *size)
    assert found["wide"] <= 0
    assert found["instrument"]["bottom"] <= found["high"] + 0.5  # nothing of the instrument below the fold
    for side in ("left", "right"):
        assert abs(found["strip"][side] - found["track"][side]) < 0.5
    column = found["strip"]["width"] / 41  # the thumb's middle at epoch 0 and 40 is the middle of the strip's columns
    assert abs(found["thumb"]["left"] + 8 - (found["strip"]["left"] + column / 2)) < 1
    assert abs(found["thumb"]["right"] - 8 - (found["strip"]["right"] - column / 2)) < 1
    assert found["gaps"] == ["16px", "8px"]
    assert abs(found["map"]["width"] - found["map"]["height"]) < 1
    assert found["output"]["left"] - found["network"]["right"] == pytest.approx(16, abs=0.5)
    assert found["network"]["top"] - found["transport"]["bottom"] == pytest.approx(8, abs=0.5)
    compact = size[1] < 720
    assert set(found["controls"]) == {32 if compact else 36}
    assert found["filled"] == ["train"]
    if size[0] >= 1200:  # below that the column is a drawer
        low = "one => one.getBoundingClientRect().bottom > one.closest('.panel').getBoundingClientRect().bottom - 1"
        groups = "[...document.querySelectorAll('.panel.data .group > summary')]"
        cut = f"{groups}.filter({low}).map(one => one.textContent)"
        assert trained.evaluate(cut) == []


def test_no_width_scrolls_sideways(trained):
    for width in (320, 360, 390, 480, 639, 640, 767, 900, 1023, 1024, 1199, 1200, 1365, 1366, 1440, 1920):
        assert measured(trained, width, 800)["wide"] <= 0, width


@pytest.mark.parametrize(
    ("size", "side"),
    [((1440, 900), 310), ((1366, 625), 210), ((1100, 800), 240), ((1024, 768), 220), ((800, 900), 300), ((900, 700), 300)],
)
def test_the_map_is_large_and_higher_than_the_strip(trained, size, side):
    found = measured(trained, *size)
    assert found["map"]["width"] >= side and found["map"]["height"] > 3 * found["strip"]["height"], (found["map"], found["strip"])


def test_the_legend_of_the_map_is_never_cut(trained):
    for height in (625, 800):
        for width in (640, 700, 800, 1023, 1024, 1100, 1199, 1200, 1366, 1440, 1920):
            measured(trained, width, height)
            parts = json.loads(trained.evaluate(LEGEND))
            assert len(parts["marks"]) == 4, "two classes, the scale, the test points"
            for mark in parts["marks"]:
                for side, sign in (("left", 1), ("top", 1), ("right", -1), ("bottom", -1)):
                    assert sign * (mark[side] - parts["panel"][side]) >= 0, (width, height, side)
            assert parts["over"] <= 0, (width, height)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_no_state_is_ever_cut(page, language):
    page.goto(f"/?lang={language}")
    wait_until(page, f"!!{SCENE}?.recipe")
    for width in (320, 390, 640, 1024, 1199, 1200, 1280, 1366, 1440, 1920):
        page.set_viewport_size({"width": width, "height": 800})
        settled(page)
        for words, over in json.loads(page.evaluate(STATES)):
            assert over <= 0, (width, words)
            assert "{" not in words and (language == "en" or not re.search("[a-z]{3}", words)), words


def test_at_epoch_0_the_line_and_the_hint_say_two_things(page):
    page.goto("/")
    expect(page.locator("pg-hints")).to_contain_text("Press Train (or Space)")
    expect(page.locator("pg-verdict")).to_have_text("Untrained: the map shows its first guess.")
    page.click(".hide-hints")
    expect(page.locator("pg-verdict")).to_have_text("Press Train, or Space.")


def test_five_sizes_of_text(trained):
    measured(trained, 1440, 900)
    sizes = json.loads(trained.evaluate(TEXT_SIZES))
    assert set(sizes) <= {"12px", "13px", "14px", "16px", "20px", "24px"}, sizes
    assert all("px" in size for size in sizes)


def test_eight_controls_are_always_visible(page):
    page.goto("/")
    on_the_picture = ["label.thumbnail", "#f-data-noise", ".neuron.input", ".add-layer"]
    for control in [*on_the_picture, "#all-activation", "#f-optimizer-name", "#f-optimizer-lr", "#f-training-batch_size"]:
        expect(page.locator(control).first).to_be_visible()
    for hidden in ("#f-training-epochs", "#f-regularization-l2", "#f-seed"):
        expect(page.locator(hidden)).to_be_hidden()


def test_numbers_do_not_move_when_they_change(page):
    page.goto("/?training.epochs=120")
    wait_until(page, f"!!{SCENE}?.recipe")
    places = """JSON.stringify([...document.querySelectorAll("#train, .epoch .of, .speed, #settings, .readout .name")]
        .map(one => Math.round(one.getBoundingClientRect().left)))"""
    before = page.evaluate(places)
    page.click("#train")
    wait_for_epoch(page, 101)
    assert page.evaluate(places) == before


def test_the_drawer_of_a_narrow_screen(page):
    page.set_viewport_size({"width": 1100, "height": 800})
    page.goto("/")
    panel, noise = page.locator("#data-panel"), page.locator("#f-data-noise")
    expect(noise).to_be_hidden()
    assert panel.bounding_box()["width"] == 44
    page.click("#data-rail")
    expect(noise).to_be_visible()
    page.fill("#f-data-noise", "0.9")
    page.press("#f-data-noise", "Enter")
    expect(page.locator("#f-data-noise-problem")).to_be_visible()
    page.keyboard.press("Escape")
    expect(noise).to_be_hidden()
    assert page.evaluate("document.activeElement.id") == "data-rail"


def test_a_refusal_in_a_closed_drawer_opens_it(page, console):
    console.expect("400")
    page.set_viewport_size({"width": 1100, "height": 800})
    page.goto("/?training.patience=x")
    page.fill("#f-optimizer-lr", "0.1")
    page.press("#f-optimizer-lr", "Tab")
    expect(page.locator("#f-training-patience-problem")).to_be_visible()


def test_a_number_is_dragged_by_its_label_and_steps_by_its_keys(page):
    page.goto("/")
    wait_until(page, f"!!{SCENE}?.recipe")
    box = page.locator("label[for=f-optimizer-lr]").bounding_box()
    page.mouse.move(box["x"] + 10, box["y"] + 8)
    page.mouse.down()
    page.mouse.move(box["x"] + 28, box["y"] + 8, steps=3)
    page.mouse.up()
    expect(page.locator("#f-optimizer-lr")).to_have_value("0.3")  # 0.03 → 0.1 → 0.3
    expect(page).to_have_url(re.compile(r"optimizer\.lr=0\.3"))
    page.press("#f-optimizer-lr", "ArrowDown")
    expect(page.locator("#f-optimizer-lr")).to_have_value("0.1")
    expect(page.locator("#f-optimizer-lr-field")).to_have_class(re.compile("changed"))
    page.click("#f-optimizer-lr-field .help")
    page.click("[data-back][data-for=f-optimizer-lr]")
    expect(page.locator("#f-optimizer-lr")).to_have_value("0.03")
    page.click(".rate-opener")
    page.click("#rate-menu [data-use='10']")
    expect(page).to_have_url(re.compile(r"optimizer\.lr=10"))


def test_units_beyond_the_limit_are_refused_beside_the_network_and_mended(page):
    page.goto("/")
    page.fill("#f-network-layers-0-units", "5000")
    page.press("#f-network-layers-0-units", "Tab")
    for place in ("#f-network-layers-0-units-problem", "#cost"):
        expect(page.locator(place)).to_contain_text("5000 is more than 256 allowed here. Use 256")
    expect(page.locator("#f-network-layers-0-units")).to_have_value("5000")
    page.click("#cost button")
    expect(page.locator("#f-network-layers-0-units")).to_have_value("256")
    expect(page.locator("#cost")).to_contain_text("1,801 parameters")  # 3·256 + 257·4 + 5
    expect(page.locator("#f-network-layers-0-units-problem")).to_be_hidden()


def test_too_many_layers_of_a_link_are_cut_on_the_spot(page, console):
    console.expect("400")
    page.goto("/?" + "&".join(f"network.layers.{index}.units=3" for index in range(53)))
    page.click("#f-network-layers-problem button")
    expect(page.locator("fieldset.layer")).to_have_count(50)


def test_a_changed_restart_field_starts_the_new_run_and_goes_on(page):
    page.goto("/")
    wait_until(page, f"!!{SCENE}?.recipe")
    page.click("#train")
    wait_for_epoch(page, 5)
    first = page.evaluate(f"{SCENE}.run.id")
    page.locator("#f-training-batch_size").focus()
    expect(page.locator("#f-training-batch_size-field .effect")).to_be_visible()
    page.fill("#f-training-batch_size", "10")
    page.press("#f-training-batch_size", "Tab")
    wait_until(page, f"{SCENE}.run?.id !== '{first}' && {SCENE}.newest >= 3")
    expect(page.locator("pg-state")).to_contain_text("Training")
    page.goto("/runs/")
    expect(page.get_by_text("Run 1", exact=True).first).to_be_visible(timeout=SOON)
    expect(page.get_by_text("Run 2", exact=True).first).to_be_visible()


def test_one_batch_is_played_with_its_own_points(page):
    page.goto("/")
    wait_until(page, f"!!{SCENE}?.recipe && !!{SCENE}.painting")
    page.keyboard.press("Shift+ArrowRight")
    expect(page.locator("pg-batch-step")).to_contain_text("5 Every weight takes a step of 0.030", timeout=SOON)
    expect(page.locator("pg-state")).to_contain_text("Paused, batch 1 of 8")
    expect(page.locator("#epoch-now")).to_have_text("0")
    assert page.evaluate(f"{SCENE}.weights === {SCENE}.probe.weights && {SCENE}.probe.points.length") == 32
    file = "document.querySelector('[data-of=pg-batch-step][data-take=svg]').click()"
    root = drawn.taken(page, lambda: page.evaluate(file))
    round_ones = [path for path in root.iter(drawn.SVG + "path") if path.get("d").count("A") == 2]
    rings = [one for one in round_ones if one.get("fill") == "none" and one.get("stroke") == "#1b1f24"]
    links = page.evaluate(f"{SCENE}.layers.reduce((sum, layer) => sum + layer.fan_in * layer.fan_out, 0)")
    pulses = [one for one in round_ones if one.get("fill") == "#075e96"]  # --link on paper
    assert len(rings) == 32 and len(pulses) == links, "a ring a point of the batch, a pulse a link"
    assert {"1 These 32 points are the batch.", "5 Every weight takes a step of 0.030 × its gradient."} <= set(drawn.words(root))
    page.keyboard.press("ArrowRight")
    expect(page.locator("#epoch-now")).to_have_text("1", timeout=SOON)
    expect(page.locator("pg-state")).not_to_contain_text("batch")

    # Ten epochs, then all of them at full speed, one more, 300 more at the speed chosen since: the records are one row of epochs.
    page.click("[popovertarget=step-menu]")
    page.click("[data-step='epochs:10']")
    expect(page.locator("#epoch-now")).to_have_text("11", timeout=SOON)
    expect(page.locator("pg-state")).to_contain_text("Paused")
    page.click("label:has(input[name=speed][value='0'])")
    page.click("#train:has-text('Continue')")
    expect(page.locator("pg-state")).to_contain_text("Finished", timeout=SOON)
    page.keyboard.press("ArrowRight")  # a step beyond the last epoch is one epoch more, not a refusal
    expect(page.locator("#epoch-now")).to_have_text("301", timeout=SOON)
    expect(page.locator("pg-state")).to_contain_text("Finished", timeout=SOON)
    page.keyboard.press("Shift+ArrowRight")  # and a batch beyond it is one batch of another epoch
    expect(page.locator("pg-state")).to_contain_text("Paused, batch 1 of 8", timeout=SOON)
    expect(page.locator("#epoch-all")).to_have_text("302")
    page.click("#train:has-text('Continue')")
    expect(page.locator("pg-state")).to_contain_text("Finished", timeout=SOON)
    page.click("label:has(input[name=speed][value='5'])")
    page.click("#train:has-text('Train 300 more')")
    wait_until(page, f"{SCENE}.newest > 302 && {SCENE}.store.state.speed === 5")
    page.click("#train:has-text('Pause')")
    expect(page.locator("pg-state")).to_contain_text("Paused", timeout=SOON)
    epochs = page.evaluate(f"[...{SCENE}.column('epoch')]")
    assert epochs == list(range(len(epochs))) and 302 < len(epochs) < 601


def test_reduced_motion_gets_five_numbered_sentences(page):
    page.emulate_media(reduced_motion="reduce")
    page.goto("/")
    wait_until(page, f"!!{SCENE}?.recipe && !!{SCENE}.painting")
    page.click("[popovertarget=step-menu]")
    page.click("[data-step='batches:1']")
    expect(page.locator("pg-batch-step p")).to_have_count(5, timeout=SOON)
    expect(page.locator("pg-batch-step p").nth(0)).to_have_text("1 These 32 points are the batch.")


def test_the_keys_are_listed_and_work(page):
    page.goto("/")
    wait_until(page, f"!!{SCENE}?.recipe && !!{SCENE}.painting")
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    page.keyboard.press("r")  # not while a dialog is open
    page.keyboard.press("Escape")
    expect(page.locator("#keys")).to_be_hidden()
    page.keyboard.press("g")
    expect(page.locator("input[name=links][value=gradients]")).to_be_checked()
    page.keyboard.press("n")
    expect(page).to_have_url(re.compile(r"seed=\d+"))
    page.keyboard.press("3")
    expect(page.locator("#quantity")).to_have_value("update")


@pytest.mark.parametrize("hidden", [0, 2, 12, 50])
def test_no_number_of_layers_pushes_the_slider_below_the_fold(page, hidden):
    page.set_viewport_size({"width": 1366, "height": 625})
    layers = "&".join(f"network.layers.{at}.units=6" for at in range(hidden)) or "network.layers=none"
    page.goto(f"/?{layers}")
    wait_until(page, f"!!{SCENE}?.painting && !!{SCENE}.recipe")
    for noticed in (False, True):
        page.evaluate(NOTICE, noticed)
        for width, height in ((1366, 625), (1280, 720)):
            found = measured(page, width, height)
            assert max(found["instrument"]["bottom"], found["thumb"]["bottom"]) <= height + 0.5, (width, height, noticed)
            assert found["map"]["width"] > 40
            curve = page.locator("pg-curves").bounding_box()
            assert curve["y"] + curve["height"] <= found["output"]["bottom"], (width, height, noticed)


def test_six_layers_stand_closer_before_they_scroll(page):
    page.set_viewport_size({"width": 1366, "height": 625})
    page.goto("/?" + "&".join(f"network.layers.{at}.units=6&network.layers.{at}.activation=sigmoid" for at in range(6)))
    wait_until(page, f"!!{SCENE}?.painting")
    settled(page)
    assert page.evaluate("(box => box.scrollWidth - box.clientWidth)(document.querySelector('pg-network'))") <= 0
    lefts = [box.bounding_box()["x"] for box in page.locator("fieldset.layer .neurons").all()]
    assert min(b - a for a, b in pairwise(lefts)) >= 72


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_words_of_a_slice_stand_beside_the_map(page, language):
    page.goto(f"/?data.name=iris&lang={language}")
    wait_until(page, f"!!{SCENE}?.painting")
    for width, height in ((1366, 625), (1440, 900), (1100, 800), (390, 664)):
        found = measured(page, width, height)
        note = page.locator(".slice-note").bounding_box()
        below, beside = note["y"] >= found["map"]["bottom"] - 0.5, note["x"] >= found["map"]["right"]
        assert below or beside, (width, height)
        assert note["x"] >= 0 and note["x"] + note["width"] <= width
        if width > 639:
            assert note["x"] + note["width"] <= found["output"]["right"]
            assert note["y"] + note["height"] <= found["output"]["bottom"]


# Words with less room than they need, of everything that stands in the transport, the groups, the film's head and the readouts.
CUT = """JSON.stringify([...document.querySelectorAll([
        "#saved", "#train .word", ".group summary .summary", "#quantity", ".readout .value", ".names button",
        ".verdict .sentence",
    ].join())]
    .filter(one => one.checkVisibility() && (
        one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).display !== "inline"
        || one.scrollHeight > one.clientHeight + 2 && one.matches(".sentence")))
    .map(one => `${one.id || one.className}: ${one.textContent}`))"""


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_nothing_is_cut_at_rest(page, language):
    """The longest of what stands there: Adam's fields, equal weights asleep, leaky ReLU's rows, the longest quantity."""
    query = "optimizer.name=adam&training.epochs=20&network.initializer.name=zeros"
    query += "&network.layers.0.activation=leaky_relu&network.layers.1.activation=leaky_relu"
    page.goto(f"/?{query}&lang={language}")
    page.evaluate("localStorage.setItem('hints', JSON.stringify({off: true}))")
    page.reload()
    wait_until(page, f"!!{SCENE}?.painting && !!{SCENE}.recipe")
    sizes = ((1440, 900), (1366, 625), (390, 664))

    def assert_nothing_is_cut():
        for width, height in sizes:
            measured(page, width, height)
            assert json.loads(page.evaluate(CUT)) == [], (width, height)

    assert_nothing_is_cut()
    measured(page, 1440, 900)
    page.click("label:has(input[name=speed][value='0'])")
    page.click("#train")
    expect(page.locator("pg-state")).to_have_attribute("data-name", "finished", timeout=30_000)
    page.evaluate(f"{SCENE}.showQuantity('relative')")
    assert_nothing_is_cut()


def test_numbers_beyond_all_bounds_leave_each_other_room(page):
    page.goto("/?data.name=noisy_line&loss.name=mse&optimizer.lr=2&network.layers=none&training.epochs=40&training.batch_size=50")
    wait_until(page, f"!!{SCENE}?.painting && !!{SCENE}.recipe")
    page.click("label:has(input[name=speed][value='0'])")
    page.click("#train")
    wait_until(page, f"['finished', 'diverged'].includes({SCENE}.state) && {SCENE}.length > 20")
    at = page.evaluate(f"[...{SCENE}.column('test_loss')].findIndex(loss => loss > 1e10)")
    assert at > 0, "the losses stayed small"
    page.evaluate(f"{SCENE}.look({at})")
    for width, height in ((1440, 900), (1366, 625), (390, 664)):
        measured(page, width, height)
        boxes = [one.bounding_box() for one in page.locator(".readout .value").all()]
        texts = [one.evaluate("""one => { const range = document.createRange(); range.selectNodeContents(one);
            const {left, right, top, bottom} = range.getBoundingClientRect(); return {left, right, top, bottom}; }""")
                 for one in page.locator(".readout .value").all()]  # fmt: skip
        for one, next_one in pairwise(texts):
            assert one["right"] + 4 <= next_one["left"] or one["bottom"] <= next_one["top"], (width, height, boxes)
        assert texts[-1]["right"] <= width


def test_a_desk_at_200_percent_still_says_its_state(page):
    page.goto("/")
    wait_until(page, f"!!{SCENE}?.painting")
    page.set_viewport_size({"width": 720, "height": 450})
    expect(page.locator("pg-state")).to_be_in_viewport()


def test_slider_and_strip_share_one_axis_on_the_projector(page):
    page.goto("/?view=stage")
    wait_until(page, f"!!{SCENE}?.painting")
    for size in ((1280, 720), (1440, 900)):
        found = measured(page, *size)
        assert all(abs(found["strip"][side] - found["track"][side]) < 0.5 for side in ("left", "right"))
        assert found["track"]["top"] >= found["strip"]["bottom"] and found["instrument"]["bottom"] <= found["high"] + 0.5


@pytest.mark.parametrize("locale", ["en-US", "zh-CN"])
@pytest.mark.parametrize("width", [1200, 1366, 1440, 1024, 390])
def test_a_hundred_thousand_epochs_stand_clear_of_their_neighbours(visitor, width, locale):
    page = visitor(viewport={"width": width, "height": 844}, locale=locale)
    page.goto("/?training.epochs=100000")
    wait_until(page, f"!!{SCENE}?.painting")
    expect(page.locator("#epoch-all")).to_have_text("100,000")
    page.evaluate("document.getElementById('epoch-now').textContent = '100,000'")
    boxes = page.evaluate(
        """(() => { const [now, all, next] = ["#epoch-now", ".epoch .of", ".speed"].map(one =>
            document.querySelector(one).getBoundingClientRect());
            return {between: now.right <= all.left || now.top >= all.bottom - 4,
                after: Math.max(now.right, all.right) <= (next.width && next.top < now.bottom ? next.left : innerWidth)}; })()"""
    )
    assert boxes == {"between": True, "after": True}
