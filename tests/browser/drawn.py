"""Figures taken away: each that a page shows can be had as PNG and SVG, and the SVG is read back: words, lines, numbers."""

import re
from pathlib import Path
from xml.etree import ElementTree

from PIL import Image

SVG = "{http://www.w3.org/2000/svg}"
MINUS = str.maketrans("−⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "--0123456789")

# What is drawn on a page and is no figure of its own, and why. Everything else that main holds must be offered.
MARKS = {
    "button, button *": "an icon; a neuron's tile is part of its network",
    ".swatch, .racer-line *, .strip-key *, .map-name *": "a piece of a line, beside a name",
    "pg-thumb *, pg-thumbnail *, pg-preset-picture *, .thumb *": "a small picture; the page of its run or preset has the figure",
    ".film-legend *, .map-legend *, .arena-legend, .settings-head canvas": "a legend: it goes with its figure",
    ".qr, .share-qr *, .qr-card *": "an address for cameras",
    ".drawing-tools *, pg-drawing *": "a pen",
}
LACKING = """(marks) => {
    const around = button => button.closest("figure, [data-figure]")
    const figureOf = button => button.dataset.of ? document.querySelector(button.dataset.of) : around(button)
    const offered = new Map()
    for (const button of document.querySelectorAll("[data-take]"))
        offered.set(figureOf(button), [...(offered.get(figureOf(button)) ?? []), button.dataset.take])
    const whole = one => one && (offered.get(one)?.toSorted().join() === "png,svg" || whole(one.parentElement))
    const drawn = [...document.querySelectorAll("main canvas, main img, main svg:not(svg svg)")]
    return drawn.filter(one => !one.matches(marks) && !whole(one)).map(one => one.outerHTML.slice(0, 160))
}"""


def lacking(page) -> list[str]:
    """What the page shows and does not offer as both PNG and SVG."""
    return page.evaluate(LACKING, ", ".join(MARKS))


def both(page, figure: str) -> ElementTree.Element:
    """The SVG that a figure's own button brings; its PNG is held to it: as large, twice as fine, on white, not empty."""
    assert not lacking(page)
    root = taken(page, lambda: page.click(f"{figure} [data-take=svg]"))
    with page.expect_download() as download:
        page.click(f"{figure} [data-take=png]")
    assert download.value.suggested_filename.endswith(".png")
    with Image.open(download.value.path()) as picture:
        size = [round(2 * float(root.get(way))) for way in ("width", "height")]
        assert all(abs(one - other) <= 1 for one, other in zip(picture.size, size, strict=True))
        colours = picture.convert("RGB")
        assert colours.getpixel((2, 2)) == (255, 255, 255) and len(colours.getcolors(1 << 24)) > 8
    return root


def taken(page, press) -> ElementTree.Element:
    """What `press()` downloads, parsed: on white paper, with a title, and with nothing in it that runs or loads."""
    with page.expect_download() as download:
        press()
    assert download.value.suggested_filename.endswith(".svg")
    text = Path(download.value.path()).read_text()
    root = ElementTree.fromstring(text)
    assert root.tag == SVG + "svg" and root.findtext(SVG + "title")
    assert next(root.iter(SVG + "rect")).get("fill") == "#ffffff", "paper is white in either theme"
    written = re.sub(r'"data:image/png;base64,[^"]+"', '"#"', text)
    assert not list(root.iter(SVG + "script")) and not re.search(r'href="(?!#)', written) and "NaN" not in written
    return root


def words(root) -> list[str]:
    return ["".join(text.itertext()) for text in root.iter(SVG + "text")]


def places(path) -> list[tuple[float, float]]:
    """Corners of a path of straight lines."""
    return [(float(x), float(y)) for x, y in re.findall(r"[ML](-?[\d.]+) (-?[\d.]+)", path.get("d"))]


def axis(root, anchor: str, way: str):
    """(px) → value of a linear axis, from the numbers that stand at it: `anchor` of its words, `way` it goes ("x" or "y")."""
    marks = []
    for text in root.iter(SVG + "text"):
        word = "".join(text.itertext()).translate(MINUS)
        if text.get("text-anchor") == anchor and re.fullmatch(r"-?\d+(\.\d+)?", word):
            shift = 0.35 * float(text.get("font-size")) if way == "y" else 0  # words stand on their baseline
            marks.append((float(text.get(way)) - shift, float(word)))
    (px, first), (end, last) = min(marks), max(marks)
    assert first != last
    return lambda at: first + (at - px) * (last - first) / (end - px)


def lines(root, colour: str, dashed: bool = False) -> list:
    return [
        path
        for path in root.iter(SVG + "path")
        if path.get("stroke") == colour and bool(path.get("stroke-dasharray")) == dashed and path.get("d").count("L") > 1
    ]
