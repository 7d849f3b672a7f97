"""The card of a link whose own is not drawn yet: the mark, the name, and what the site is."""

from functools import cache

from playground.training.cards.paper import ACCENT, CLASSES, TEXT, TEXT_2, Paper


def mark(paper: Paper, x: float, y: float, side: float) -> None:
    """The site's mark (static/img/mark.svg) with its upper left corner at (x, y)."""
    unit = side / 20
    paper.box(x, y, side, side, fill=ACCENT, radius=4 * unit)
    for top in (6, 14):
        paper.line([(x + 5 * unit, y + top * unit), (x + 15 * unit, y + 10 * unit)], "#FFFFFF", 1.4 * unit)
    for place, colour, radius in (((5, 6), "#FFA033", 2.2), ((5, 14), "#4AA8F0", 2.2), ((15, 10), "#FFFFFF", 2.6)):
        paper.dot(x + place[0] * unit, y + place[1] * unit, radius * unit, fill=colour)


@cache
def plain() -> bytes:
    """PNG, 1200×630. The same for everybody, so drawn once a process."""
    paper = Paper()
    mark(paper, 96, 175, 120)
    paper.text(96, 390, "Backprop Playground", 76, TEXT, bold=True)
    paper.text(96, 450, "Train small networks and watch the gradient of every layer.", 34, TEXT_2)
    for number, colour in enumerate(CLASSES[:2]):
        paper.box(96 + 140 * number, 500, 124, 8, fill=colour, radius=4)
    return paper.png()
