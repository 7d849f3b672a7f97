"""Two runs laid over each other, as a person does it: ticked on the list, read, pinned, grouped, sent on by its address."""

import re
import time

from playwright.sync_api import expect

from tests.browser import drawn

SOON = 30_000  # ms; two cores may be busy with other things
SCENE = "document.querySelector('pg-comparison')?.scene"


def train(page, token: str, **changes: str) -> None:
    """A run of 30 epochs, started as a form without scripts starts it."""
    sent = {"csrfmiddlewaretoken": page.locator("#recipe input[name=csrfmiddlewaretoken]").get_attribute("value"), "do": "train"}
    sent |= {"token": f"{token} {time.time()}", "speed": "0", "training.epochs": "30"} | changes
    assert page.request.post("/", form=sent, max_redirects=0, headers={"Referer": page.url}).status == 303


def eventually(page, condition: str) -> None:
    deadline = time.monotonic() + SOON / 1000
    while not page.evaluate(condition):
        assert time.monotonic() < deadline, condition
        time.sleep(0.05)


def test_runs_are_compared_from_the_list_to_a_verdict(page):
    page.goto("/")
    for number, rate in enumerate(("0.03", "0.03", "0.3", "0.3")):
        train(page, f"run {number}", **{"optimizer.lr": rate, "seed": str(number)})
    page.goto("/runs/")
    for box in page.locator(".pick input").all():
        box.check()
    page.click(".bulk >> text=Compare")
    page.wait_for_url("**/compare/?run=*")
    eventually(page, f"{SCENE}.runs.every(run => run.newest === 30)")  # by socket, for those that still train
    expect(page.locator(".compared-runs li")).to_have_count(4)
    assert set(page.locator(".settings-table tbody tr").evaluate_all("rows => rows.map(row => row.dataset.key)")) == {
        "seed",
        "optimizer.lr",
    }

    # The values are those of the records, the crosshair's where it stands, and in order.
    chart = page.locator(".compared-plot .u-over")
    chart.hover(position={"x": 120, "y": 100})
    expect(page.locator(".values-head")).to_contain_text(re.compile(r"test loss at epoch \d+"))
    told = [float(text) for text in page.locator(".compared-runs .value").all_inner_texts()]
    place = page.evaluate(f"{SCENE}.hover")
    read = page.evaluate(
        f"""{SCENE}.runs.map(run => {{ const [at, loss] = [Math.floor({place}), run.column("test_loss")];
            return loss[at] + ({place} - at) * (loss[at + 1] - loss[at]); }})"""
    )
    assert told == sorted(told) and all(abs(one - other) < 6e-4 for one, other in zip(told, sorted(read), strict=True))

    # Zoomed by the wheel it is drawn in a hurry, in full once it rests; what the zoom does not change is left alone.
    page.evaluate(f"{SCENE}.addEventListener('look', () => document.body.dataset.looked = 'again')")
    page.keyboard.down("Control")
    page.mouse.wheel(0, -200)
    page.keyboard.up("Control")
    eventually(page, "/zoom=/.test(location) && document.querySelector('pg-compared-curves').moving === false")
    assert page.locator("body[data-looked]").count() == 0

    # Held with Shift and dragged it moves, as wide as it was, and no text is marked on the way.
    first, last = (float(end) for end in page.evaluate("new URL(location).searchParams.get('zoom')").split(","))
    box = chart.bounding_box()
    page.keyboard.down("Shift")
    page.mouse.down()
    page.mouse.move(box["x"] + 40, box["y"] + 160, steps=3)
    page.mouse.up()
    page.keyboard.up("Shift")
    eventually(page, f"+new URL(location).searchParams.get('zoom').split(',')[0] > {first}")
    moved = [float(end) for end in page.evaluate("new URL(location).searchParams.get('zoom')").split(",")]
    assert abs((moved[1] - moved[0]) - (last - first)) < 0.01 and not page.evaluate("String(getSelection())")
    page.click("button:text-is('× zoom')")
    eventually(page, "!/zoom=/.test(location)")

    # For print: every record of every run on the axes' own numbers.
    root = drawn.taken(page, lambda: page.click("pg-compared-charts button:text-is('SVG')"))
    across, up = drawn.axis(root, "middle", "x"), drawn.axis(root, "end", "y")
    records = page.evaluate(f"{SCENE}.runs.map(run => [...run.column('test_loss')])")
    paths = [path for path in root.iter(drawn.SVG + "path") if path.get("d").count("L") == 31]
    assert len(paths) == 4 and len({path.get("stroke") for path in paths}) == 4
    for path, losses in zip(paths, records, strict=True):
        read = [(across(x), up(y)) for x, y in drawn.places(path)[1:]]  # the pen is set down where the line begins
        assert all(abs(x - epoch) < 0.05 and abs(y - losses[epoch]) < 0.005 for epoch, (x, y) in enumerate(read))
    assert {"Run 1", "Run 2"} <= {word.rsplit(" ", 1)[0] for word in drawn.words(root)}

    # A baseline: the table and the values turn to it.
    page.locator(".compared-runs .more").first.click()
    page.click("text=Pin as baseline")
    expect(page.locator(".compared-runs .delta", has_text="baseline")).to_have_count(1)
    pinned = page.evaluate(f"{SCENE}.base.key")
    expect(page.locator("th.base [data-swatch]")).to_have_attribute("data-swatch", pinned)

    # Groups: a sentence, and the address says it all again.
    page.locator("label", has_text="Together").locator("select").select_option("optimizer.lr")
    expect(page.locator(".verdict-words")).to_contain_text("Welch's t-test")
    expect(page.locator(".group-table tbody tr")).to_have_count(2)
    address = page.url
    assert f"base={pinned}" in address and "group=optimizer.lr" in address
    page.goto(address)
    expect(page.locator(".group-table tbody tr")).to_have_count(2)

    # Below: every layer's film, and a map each that follows the one slider.
    page.locator("pg-compared-maps").scroll_into_view_if_needed()
    expect(page.locator(".small-map canvas[aria-label^=Map]")).to_have_count(4, timeout=SOON)
    page.locator("#maps-epoch").fill("10")
    expect(page.locator(".compared-maps .aside").first).to_contain_text("epoch 10")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0

    # The maps and the X-rays of all of them, for print: a picture each, and the runs' names.
    for island, pictures in (("pg-compared-maps", 4), ("pg-compared-strips", 4)):
        root = drawn.both(page, island)
        assert len(list(root.iter(drawn.SVG + "image"))) == pictures
        assert {f"Run {number}" for number in (1, 2, 3, 4)} <= set(drawn.words(root))

    # A number of the file is the record's own.
    with page.expect_download() as file:
        page.click("pg-compared-charts button:text-is('CSV')")
    assert "group,column,epoch,runs,middle,low,high" in file.value.path().read_text()


def test_on_a_phone_an_x_ray_s_name_is_not_cut_before_its_number(page):
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/")
    for number in range(2):
        train(page, f"narrow {number}", seed=str(number))
    ids = re.findall(r'href="/runs/([\w-]{22})/"', page.request.get("/runs/").text())
    page.goto("/compare/?" + "&".join(f"run={one}" for one in dict.fromkeys(ids)))
    names = page.locator(".strip-name > :last-child")
    names.last.scroll_into_view_if_needed()
    expect(page.locator(".strip-name .swatch")).to_have_count(2)  # drawn once it is seen
    cut = names.evaluate_all(
        """all => all.filter((one, place) => {
            one.textContent = `Run ${1234 + place}`;
            return one.scrollWidth > one.clientWidth;
        }).length"""
    )
    assert cut == 0
