"""The figures as a person uses them: every control changes pixels or words, and the numbers are the run's."""

import csv
import json
import re
import struct
import time
from xml.etree import ElementTree

import numpy as np
import pytest
from playwright.sync_api import expect

from engine.records import HEADER, TYPES, Schema, decode
from tests.browser import drawn
from tests.browser.test_first_light import SCENE, SOON, ink, wait_until

STRIP, CURVES, MAP = "pg-xray .plate canvas", "pg-curves canvas", "pg-map canvas"
EPOCHS = 60
MAX = "label:has(input[name=speed][value='0'])"


def trained(page, query: str = "") -> None:
    """A finished run of 60 epochs on the page, no hint in the way."""
    page.evaluate("localStorage.setItem('hints', 'off')")
    page.goto(f"/?training.epochs={EPOCHS}&{query}")
    wait_until(page, f"!!{SCENE}?.painting && !!{SCENE}.recipe")
    page.click(MAX)
    page.click("#train")
    expect(page.locator("pg-state")).to_contain_text("Finished", timeout=SOON)
    wait_until(page, f"{SCENE}.length === {EPOCHS + 1}")


@pytest.fixture(scope="module")
def finished(visitors, base_url):
    """A visitor with one finished run of the default set-up: (visitor, address of the run on the page)."""
    owner = visitors.lend(None, base_url=base_url, viewport={"width": 1440, "height": 900})
    trained(owner.page)
    yield owner, owner.page.url
    visitors.take_back(owner)


@pytest.fixture
def seen(finished, console):
    """The page opened afresh on that run; complaints of the browser are noted as on any other page."""
    owner, address = finished
    page = owner.page
    owner.rest()
    owner.console = console
    page.evaluate("localStorage.setItem('hints', 'off')")
    page.goto(address)
    wait_until(page, f"!!{SCENE}?.painting && !!{SCENE}.frame && {SCENE}.length === {EPOCHS + 1}")
    yield page
    owner.console = None


def changed(page, selector: str, before: int) -> int:
    """The canvas's new ink, once it differs."""
    deadline = time.monotonic() + SOON / 1000
    while (now := ink(page, selector)) == before:
        assert time.monotonic() < deadline, f"{selector} still looks the same"
        time.sleep(0.05)
    return now


def still(page, selector: str) -> int:
    """The canvas's ink once two looks in a row agree."""
    deadline, before = time.monotonic() + SOON / 1000, None
    while (now := ink(page, selector)) != before:
        assert time.monotonic() < deadline, f"{selector} never comes to rest"
        before = now
        time.sleep(0.15)
    return now


def section(page, name: str) -> np.ndarray:
    return np.array(json.loads(page.evaluate(f"JSON.stringify([...{SCENE}.frame.sections.{name}])")))


def test_every_quantity_fills_the_strip_with_its_own_numbers(seen):
    page = seen
    seen = [still(page, STRIP)]
    gutter = page.locator("pg-xray .values li")
    for key, name, ends in [
        ("2", "relative", "largest"),
        ("3", "update", "huge"),
        ("4", "dead", "all"),
        ("5", "saturated", "all"),
        ("6", "spread", "wide"),
    ]:
        page.keyboard.press(key)
        expect(page.locator("#quantity")).to_have_value(name)
        expect(page.locator("#film-legend")).to_contain_text(ends)
        if key in "456":
            wait_until(page, f"{SCENE}.store.frameSeqs.length === {EPOCHS + 1}")
        seen.append(still(page, STRIP))
        assert ink(page, STRIP) != seen[0] or name == "dead"
        if name == "saturated":
            shares = [f"{round(100 * share)} %" for share in section(page, "saturated_units")]
            assert gutter.all_inner_texts() == shares
    assert len(set(seen)) == 6, "two quantities look alike"
    expect(page.locator("pg-xray .plate")).to_have_attribute("aria-label", re.compile("activation spread"))
    page.reload()
    expect(page.locator("#quantity")).to_have_value("spread")  # chosen for this visit
    page.select_option("#quantity", "relative")
    largest = page.locator("pg-xray .values li", has_text=re.compile(r"^1\.0$"))
    expect(largest).to_have_count(1)  # the largest layer is 1 × itself


def test_fit_ranges_one_run_to_whole_decades_and_says_so(seen):
    page = seen
    before, fit = still(page, STRIP), page.locator("#film-fit")
    legend = page.locator("#film-legend canvas")
    expect(legend).to_have_attribute("aria-label", re.compile("from 10⁻⁵, dark, to 10¹, light"))
    fit.click()
    expect(page.locator("#film-legend")).to_contain_text("fitted to this run")
    changed(page, STRIP, before)
    norms = np.array([page.evaluate(f"[...{SCENE}.column('layer.{layer}.grad_norm')]") for layer in (1, 2, 3)])
    low, high = int(np.floor(np.log10(norms.min()))), int(np.ceil(np.log10(norms.max())))
    raised = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
    ends = [f"10{str(end).translate(raised)}" for end in (low, high)]
    expect(legend).to_have_attribute("aria-label", re.compile(f"from {ends[0]}, dark, to {ends[1]}, light"))
    fit.click()
    expect(page.locator("#film-legend")).not_to_contain_text("fitted")
    assert still(page, STRIP) == before
    page.keyboard.press("5")
    expect(fit).to_be_disabled()


def sentence(values: np.ndarray) -> re.Pattern:
    """What a histogram of these values has to say of their signs."""
    return re.compile(f"^{len(values)} values: {(values < 0).sum()} negative, {(values >= 0).sum()} positive or 0")


def test_a_cell_opens_its_layers_histograms_which_follow_the_keys(seen):
    page = seen
    box = page.locator("pg-xray .plate canvas").bounding_box()
    column = box["width"] / (EPOCHS + 1)
    page.mouse.click(box["x"] + 30.5 * column, box["y"] + box["height"] / 2)
    card = page.locator("pg-histograms")
    expect(card.locator("h3")).to_have_text("Epoch 30 · 2 tanh·4")
    expect(page.locator("#time")).to_have_value("30")
    wait_until(page, f"{SCENE}.frame?.seq === 30")
    weights, gradients = section(page, "weights"), section(page, "gradients")
    second = slice(18, 46)  # 3 × 6 parameters come before; (6 + 1) × 4 are its own
    said = card.locator(".sentence")
    expect(said.nth(0)).to_have_text(sentence(gradients[second]))
    expect(said.nth(1)).to_have_text(sentence(weights[second]))
    tall = ink(page, "pg-histograms figure:nth-child(2) canvas")
    page.keyboard.press("ArrowUp")
    expect(card.locator("h3")).to_have_text("Epoch 30 · 1 tanh·6")
    expect(said.nth(1)).to_have_text(sentence(weights[:18]))
    assert ink(page, "pg-histograms figure:nth-child(2) canvas") != tall
    page.keyboard.press("ArrowRight")
    expect(card.locator("h3")).to_have_text("Epoch 31 · 1 tanh·6")
    page.hover("pg-histograms figure >> nth=1", position={"x": 200, "y": 60})
    expect(said.nth(1)).to_have_text(re.compile(r"^\d+ in −?[\d.]+"))
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    page.locator("pg-xray .plate").focus()
    page.keyboard.press("Enter")
    expect(card).to_be_visible()
    expect(card.locator("h3")).to_have_text("Epoch 31 · 1 tanh·6")
    page.keyboard.press("Escape")
    expect(page.locator("pg-xray .plate")).to_be_focused()


def test_a_layers_name_and_its_column_light_up_together(page):
    page.goto("/")
    wait_until(page, f"!!{SCENE}?.painting")
    page.hover("pg-xray .names li:nth-child(2) button")
    expect(page.locator("pg-network .column.lit [data-stage='2']")).to_have_count(1)
    page.hover("pg-network .neurons[data-stage='output'] .neuron")
    expect(page.locator("pg-xray .names li.lit")).to_have_text("output")


def records(page) -> tuple[Schema, dict[str, np.ndarray]]:
    """All records of the run on the page, as the server answers them."""
    schema = Schema.from_dict(json.loads(page.evaluate(f"JSON.stringify({SCENE}.store.schema)")))
    raw = page.request.get(f"/runs/{page.evaluate(f'{SCENE}.run.id')}/records?from=0").body()
    parts, at = [], 0
    while at < len(raw):
        rows = HEADER.unpack_from(raw, at)[3]
        parts.append(decode(schema, raw[at:])[1])
        at += HEADER.size + sum(-(-rows * TYPES[kind].itemsize // 8) * 8 for _, kind, _ in schema.columns)
    return schema, {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def test_the_curves_numbers_and_picture_can_be_taken_away(seen, tmp_path):
    page = seen
    page.hover("pg-curves")
    page.click("pg-curves .more")
    with page.expect_download() as download:
        page.click("#curve-menu button:has-text('CSV')")
    lines = list(csv.reader(download.value.path().read_text().splitlines()))
    schema, columns = records(page)
    assert download.value.suggested_filename == "run-1.csv"
    assert lines[0] == [name for name, _, _ in schema.columns] and lines[0][0] == "epoch"
    for place, (name, kind, _) in enumerate(schema.columns):
        read = np.array([float(line[place]) for line in lines[1:]])
        np.testing.assert_array_equal(read.astype(TYPES[kind]), columns[name], name)
        np.testing.assert_array_equal(read, columns[name].astype(np.float64), name)  # to the last bit
    page.click("pg-curves .more")
    with page.expect_download() as download:
        page.click("#curve-menu button:has-text('PNG')")
    picture = download.value.path().read_bytes()
    assert picture[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", picture[16:24])
    chart = page.locator("pg-curves").bounding_box()
    assert width > chart["width"] and height > chart["height"]  # a title, the axes' names and a legend beside it
    root = drawn.taken(page, lambda: [page.click("pg-curves .more"), page.click("#curve-menu button:has-text('SVG')")])
    assert {"training set", "test set", "epochs", "loss"} <= set(drawn.words(root))
    across, up = drawn.axis(root, "middle", "x"), drawn.axis(root, "end", "y")
    for colour, dashed, name in (("#1b1f24", False, "train_loss"), ("#7a3db8", True, "test_loss")):
        [line] = [drawn.places(one) for one in drawn.lines(root, colour, dashed)]
        np.testing.assert_allclose([across(x) for x, _ in line], range(EPOCHS + 1), atol=0.25)  # ticks stand on whole pixels
        np.testing.assert_allclose([up(y) for _, y in line], columns[name], atol=0.01)
    page.click("pg-curves .more")
    page.click("#curve-menu button:has-text('Table')")
    expect(page.locator("dialog.table-sheet tbody tr").last.locator("td").first).to_have_text(str(EPOCHS))


def test_map_x_ray_and_histograms_can_be_taken_away_for_print(seen):
    page = seen
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    menu = "#map-menu button:has-text('SVG, for print')"
    root = drawn.taken(page, lambda: [page.click("#map-tools .map-more"), page.click(menu)])
    assert len(list(root.iter(drawn.SVG + "image"))) == 1, "the map is a picture by nature"
    across, up = drawn.axis(root, "middle", "x"), drawn.axis(root, "end", "y")
    points = page.evaluate(f"[...{SCENE}.picture.train.points, ...{SCENE}.picture.test.points]")
    halos = [drawn.places(path)[0] for path in root.iter(drawn.SVG + "path") if path.get("stroke") == "#ffffff"]
    assert len(halos) == len(points)
    ground = next(svg for svg in root.iter(drawn.SVG + "svg") if svg.find(drawn.SVG + "image") is not None)
    left, top = float(ground.get("x")), float(ground.get("y"))
    there = np.array([[across(x + left), up(y + top)] for x, y in halos])
    gaps = np.linalg.norm(there[:, None] - np.array(points)[None], axis=2)
    assert gaps.min(axis=0).max() < 0.3, "a point stands where its coordinates say, give or take its own size"

    menu = "#map-menu button:has-text('SVG of the network')"
    root = drawn.taken(page, lambda: [page.click("#map-tools .map-more"), page.click(menu)])
    page.evaluate("document.documentElement.dataset.theme = 'light'")
    light = drawn.taken(page, lambda: [page.click("#map-tools .map-more"), page.click(menu)])
    assert ElementTree.tostring(root) == ElementTree.tostring(light), "one look, whatever the page's: neurons' maps too"
    shapes = page.evaluate(f"{SCENE}.layers.map((layer) => [layer.fan_in, layer.fan_out])")
    links = [path for path in root.iter(drawn.SVG + "path") if "C" in path.get("d")]
    assert len(links) == sum(into * out for into, out in shapes)
    of_layer = "[...scene.weights.slice(layer.start, layer.start + layer.fan_in * layer.fan_out)]"
    weights = page.evaluate(f"(() => {{ const scene = {SCENE}; return scene.layers.flatMap((layer) => {of_layer}); }})()")
    widths = [float(link.get("stroke-width")) for link in links]  # 0.75 px, and 5 more for a weight of 2
    np.testing.assert_allclose(sorted(widths), sorted(0.75 + 5 * min(1, abs(weight) / 2) for weight in weights), atol=0.01)
    blue = [int(link.get("stroke")[5:], 16) > int(link.get("stroke")[1:3], 16) for link in links]
    assert sum(blue) == sum(weight > 0 for weight in weights)
    assert len(list(root.iter(drawn.SVG + "image"))) == shapes[0][0] + sum(out for _, out in shapes), "a map for each neuron"
    assert {"Inputs", "Output"} <= set(drawn.words(root))

    file = "document.querySelector('[data-of=pg-xray][data-take=svg]').click()"
    root = drawn.taken(page, lambda: page.evaluate(file))
    names = page.locator("pg-xray .names li").all_inner_texts()
    assert set(names) <= set(drawn.words(root)) and str(EPOCHS) in drawn.words(root)
    size = page.evaluate(f"{SCENE}.column('layer.1.grad_norm')[{EPOCHS}]")
    film, legend = sorted((svg.findall(drawn.SVG + "rect") for svg in root.iter(drawn.SVG + "svg")), key=len)[-2:]
    film, legend = (film, legend) if film[0].get("width") != "1" else (legend, film)
    top = [one for one in film if one.get("y") == "0"]
    assert len(top) == EPOCHS + 1
    colours = [one.get("fill") for one in legend if (one.get("width"), one.get("height")) == ("1", "10")]
    place = (np.log10(size) + 5) / 6  # the scale runs from 10⁻⁵ to 10
    wanted = [rgb(colours[round(place * 167) + by]) for by in (-1, 0, 1)]
    assert min(np.abs(rgb(top[-1].get("fill")) - one).max() for one in wanted) <= 2, "a cell has its value's colour"

    page.click("pg-xray .names button >> nth=0")
    root = drawn.both(page, "pg-histograms")
    counts = page.evaluate(f"[...{SCENE}.frame.sections.grad_histogram.slice(0, 32)]")
    bars = [one for one in root.iter(drawn.SVG + "rect") if one.get("width") == "6"][: sum(1 for one in counts if one)]
    high = [float(one.get("height")) for one in bars]
    np.testing.assert_allclose(high, [max(2, one / max(counts) * 72) for one in counts if one], atol=0.01)


def rgb(colour: str) -> np.ndarray:
    return np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)])


def test_the_curves_lie_over_steps_gradients_or_seconds_and_speak_of_the_same_epochs(seen):
    page = seen
    seen_so_far = [still(page, CURVES)]
    for unit, said in (("step", r"\d+ steps"), ("gradient_evaluations", r"\d+ gradients"), ("seconds", r"[\d.]+ seconds")):
        page.hover("pg-curves")
        page.select_option("pg-curves [data-name=x]", unit)
        expect(page.locator("pg-curves .unknown")).to_be_hidden()
        box = page.locator("pg-curves").bounding_box()
        page.mouse.move(box["x"] + 100, box["y"] + box["height"] - 50)
        expect(page.locator("pg-curves .tip")).to_contain_text(re.compile(rf"Epoch \d+ · {said} · train [\d.]+ · test [\d.]+"))
        page.mouse.move(0, 0)
        picture = still(page, CURVES)
        assert unit == "gradient_evaluations" or picture not in seen_so_far  # for SGD a gradient is a step
        seen_so_far.append(picture)
    assert seen_so_far[1] == seen_so_far[2]
    assert page.url.endswith("&x=seconds")
    page.evaluate("sessionStorage.clear()")  # as for somebody who was sent the address
    page.reload()
    wait_until(page, f"{SCENE}?.length === {EPOCHS + 1}")
    expect(page.locator("pg-curves [data-name=x]")).to_have_value("seconds")
    page.hover("pg-curves")
    page.select_option("pg-curves [data-name=x]", "epoch")
    assert "x=" not in page.url


def test_every_choice_of_the_curves_shows_and_is_remembered(seen):
    page = seen
    plain = still(page, CURVES)
    for name in ("logY", "logX"):
        page.hover("pg-curves")
        page.click(f"pg-curves [data-name={name}]")
        page.mouse.move(0, 0)
        assert still(page, CURVES) != plain, name
    page.hover("pg-curves")
    page.click("pg-curves [data-name=logX]")
    page.click("pg-curves [data-name=logY]")
    page.mouse.move(0, 0)
    assert still(page, CURVES) == plain
    page.locator("pg-curves .smooth input").fill("0.9")
    smooth = still(page, CURVES)
    assert smooth != plain
    page.reload()
    wait_until(page, f"{SCENE}?.length === {EPOCHS + 1}")
    expect(page.locator("pg-curves .smooth input")).to_have_value("0.9")
    assert "smooth" not in page.url
    box = page.locator("pg-curves").bounding_box()
    y = box["y"] + box["height"] - 50
    page.mouse.move(box["x"] + 100, y)
    expect(page.locator("pg-curves .tip")).to_contain_text(re.compile(r"Epoch \d+ · train [\d.]+ · test [\d.]+"))
    page.mouse.down()
    page.mouse.move(box["x"] + 180, y, steps=3)
    page.mouse.up()
    back = page.locator("pg-curves button:has-text('zoom')")
    expect(back).to_be_visible()
    zoom = page.evaluate("document.querySelector('pg-curves').zoom")
    assert 0 < zoom[0] < zoom[1] < EPOCHS
    page.keyboard.press("Escape")
    expect(back).to_be_hidden()


def test_ghosts_say_which_run_they_are(page):
    trained(page)
    page.fill("#f-optimizer-lr", "0.3")
    page.press("#f-optimizer-lr", "Tab")
    expect(page).to_have_url(re.compile("optimizer.lr=0.3"))
    page.click("#train")
    wait_until(page, f"{SCENE}.ghosts.length === 1 && {SCENE}.length === {EPOCHS + 1}")
    place = json.loads(
        page.evaluate(f"""(() => {{
        const {{plot}} = document.querySelector("pg-curves"), [ghost] = {SCENE}.ghosts;
        const {{left, top}} = plot.over.getBoundingClientRect(), loss = ghost.test[30];
        return JSON.stringify([left + plot.valToPos(30, "x"), top + plot.valToPos(loss, "y"), loss]);
    }})()""")
    )
    page.mouse.move(place[0], place[1])
    expect(page.locator("pg-curves .tip")).to_contain_text(f"{place[2]:.3f}")
    expect(page.locator("pg-curves .tip")).to_contain_text(re.compile(r"Run 1|lr|rate"))


def test_the_map_can_be_discretized_and_its_points_chosen(seen):
    page = seen
    before = still(page, MAP)
    page.click(".map-more")
    for name in ("discretize", "train", "test"):
        page.click(f"#map-menu [name={name}]")
        now = changed(page, MAP, before)
        page.click(f"#map-menu [name={name}]")
        changed(page, MAP, now)
        assert still(page, MAP) == before, name
    page.keyboard.press("Escape")


@pytest.mark.parametrize("query", ["", "data.name=iris&loss.name=cross_entropy&optimizer.name=adam&optimizer.lr=0.01"])
def test_the_confusion_matrix_counts_the_test_points_at_the_epoch_on_show(page, query):
    trained(page, query)
    if "iris" in query:  # three kinds of figures: no room for them beside the title
        page.click(".map-more")
    page.click("#map-tools label:has([value=confusion])")
    page.keyboard.press("Escape")
    for epoch in (EPOCHS, 5):
        page.evaluate(f"{SCENE}.look({epoch})")
        wait_until(page, f"{SCENE}.frame?.seq === {epoch}")
        expect(page.locator(".confusion caption")).to_contain_text(f"epoch {epoch}.")
        counts = np.array([int(text) for text in page.locator(".confusion .count").all_inner_texts()])
        classes = int(len(counts) ** 0.5)
        counts = counts.reshape(classes, classes)
        assert counts.sum() == json.loads(page.evaluate(f"JSON.stringify({SCENE}.picture.counts)"))[1]
        accuracy = page.evaluate(f"{SCENE}.column('test_accuracy')[{epoch}]")
        assert np.trace(counts) / counts.sum() == pytest.approx(accuracy, abs=1e-6)
        shares = page.locator(".confusion .share").all_inner_texts()
        wanted = counts / np.maximum(counts.sum(1, keepdims=True), 1)
        assert [int(text.split()[0]) for text in shares] == pytest.approx((100 * wanted).ravel().tolist(), abs=0.51)


def test_four_inputs_show_a_slice_whose_axes_can_be_chosen(page):
    trained(page, "data.name=iris&loss.name=cross_entropy&optimizer.name=adam&optimizer.lr=0.01")
    note = page.locator(".slice-note")
    expect(note).to_have_text("petal length →, petal width ↑; slice: others at their mean")
    before = still(page, MAP)
    tile = "pg-network [data-stage='1'] .neuron canvas"
    own = still(page, tile)
    page.click(".map-more")
    page.select_option("#map-menu select >> nth=0", label="sepal width")
    expect(note).to_contain_text("sepal width →")
    changed(page, MAP, before)
    changed(page, tile, own)
    page.select_option("#map-menu select >> nth=1", label="sepal width")  # the two swap
    expect(note).to_contain_text("petal width →, sepal width ↑")
    page.keyboard.press("Escape")
    page.locator("pg-map .figure-table").focus()
    page.keyboard.press("Enter")
    expect(page.locator("dialog.table-sheet")).to_contain_text("virginica")


def test_one_input_shows_the_line_through_the_points_and_each_neurons_own_curve(page):
    trained(page, "data.name=noisy_line&loss.name=mse")
    page.mouse.move(0, 0)
    before = still(page, MAP)
    tiles = [ink(page, f"pg-network [data-stage='1'] .neuron:nth-child({unit}) canvas") for unit in (1, 2, 3)]
    assert len(set(tiles)) == 3
    page.hover("pg-network [data-stage='1'] .neuron >> nth=1")
    expect(page.locator("#output-title")).to_have_text("Layer 1, unit 2")
    changed(page, MAP, before)
    expect(page.locator(".map-kind")).to_be_hidden()  # nothing to confuse


def test_the_planned_rate_is_drawn_and_said(page):
    page.evaluate("localStorage.setItem('hints', 'off')")
    page.goto("/?schedule.name=cosine")
    page.click("summary:has-text('Training')")
    picture = page.locator("#group-training pg-schedule")
    expect(picture).to_contain_text(re.compile(r"From 0\.03 to [\d.·⁻⁰-⁹]+ at epoch 300\."))
    falls = ink(page, "#group-training pg-schedule canvas")
    page.select_option("#f-schedule-name", "constant")
    expect(picture).to_contain_text("0.03 at every epoch.")
    assert ink(page, "#group-training pg-schedule canvas") != falls
    root = drawn.both(page, "#group-training pg-schedule")
    assert page.locator("#group-training pg-schedule p").first.inner_text() in drawn.words(root)


def test_every_figure_says_its_finding_and_offers_a_table(seen):
    page = seen
    for figure, finding in [
        ("pg-curves .uplot", r"Loss fell from [\d.]+ to [\d.]+ in 60 epochs"),
        ("pg-xray .plate", r"layer 1 gets"),
        (MAP, r"\d+ % of test points are right"),
    ]:
        expect(page.locator(figure).first).to_have_attribute("aria-label", re.compile(finding))
        expect(page.locator(figure).first).to_have_attribute("role", "img")
    assert page.locator(".figure-table").count() >= 3  # the histograms' comes with their card


def test_following_a_run_is_counted(seen):
    page = seen
    work = page.evaluate("({...pgWork})")
    assert work["messages"] >= work["chunks"] > 0 and work["ms"] > 0
