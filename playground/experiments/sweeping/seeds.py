"""The same set-up from several seeds: a band of their curves, and how far chance alone moves the result."""

import math
import statistics

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from playground.experiments.sweeping.results import Score, spelled
from playground.runs import searching, sweep_reading
from playground.runs.models import Sweep
from playground.runs.sweep_reading import Cell

POINTS = 120
WIDE, TALL, LEFT, RIGHT, TOP, BOTTOM = 720, 280, 56, 708, 12, 248
SPREAD = 30  # largest over smallest loss from which on the axis counts powers of ten


def ends(cells: list[Cell], score: Score) -> list[float]:
    """What the seeds that have ended came to, those apart that diverged."""
    return [score.of(cell) for cell in cells if cell.ended and cell.state != "diverged" and score.of(cell) is not None]


def verdict(cells: list[Cell], score: Score) -> str:
    """What the seeds say, in a sentence or two; "" before two of them have ended."""
    values = ends(cells, score)
    if len(values) < 2:
        return ""
    found = searching.spread(values)
    said = _(
        "{label} over {count} seeds on the same data: {mean} ± {deviation} (standard deviation); the mean lies between {low} and "
        "{high} with 95 % confidence (Student's t)."
    )
    numbers = {"mean": found.mean, "deviation": found.deviation, "low": found.mean - found.half, "high": found.mean + found.half}
    return said.format(label=score.label, count=len(values), **{name: spelled(value) for name, value in numbers.items()})


def band(sweep: Sweep) -> SafeString:
    """Test loss of every seed over the epochs: a thin line each that opens its run, a band around all, their mean thick."""
    curves = []
    for run in sweep.runs.order_by("place"):
        if run.seq:
            stored = sweep_reading.curve(run)
            every = max(1, -(-len(stored["epoch"]) // POINTS))
            pairs = zip(stored["epoch"][::every], stored["test_loss"][::every], strict=True)
            curves.append((run, [(epoch, loss) for epoch, loss in pairs if math.isfinite(loss)]))
    losses = [loss for _run, curve in curves for _epoch, loss in curve]
    if not losses:
        return SafeString("")
    low, high = max(min(losses), 1e-12), max(*losses, 2e-12)
    log, last = high / low >= SPREAD, max(epoch for _run, curve in curves for epoch, _loss in curve) or 1
    scale, bottom = (math.log10, math.log10(low)) if log else (float, 0.0)

    def at(epoch: float, loss: float) -> str:
        share = (scale(max(loss, 1e-12)) - bottom) / (scale(high) - bottom)
        return f"{LEFT + epoch / last * (RIGHT - LEFT):.1f},{BOTTOM - share * (BOTTOM - TOP):.1f}"

    by_epoch: dict[float, list[float]] = {}
    for _run, curve in curves:
        for epoch, loss in curve:
            by_epoch.setdefault(epoch, []).append(loss)
    whole = sorted(epoch for epoch, seen in by_epoch.items() if 2 * len(seen) > len(curves))
    edge = [at(epoch, max(by_epoch[epoch])) for epoch in whole] + [at(epoch, min(by_epoch[epoch])) for epoch in reversed(whole)]
    middle = [at(epoch, statistics.fmean(by_epoch[epoch])) for epoch in whole]
    lines = format_html_join(
        "",
        '<a href="{}" data-place="{}" aria-label="{}"><title>{}</title><polyline points="{}"/></a>',
        (
            (reverse("experiments:run", args=[run.id]), run.place, said, said, " ".join(at(*one) for one in curve))
            for run, curve in curves
            for said in [_("Seed {seed}").format(seed=run.seed)]
        ),
    )
    label = _("Test loss of {count} seeds over {last} epochs, between {low} and {high}").format(
        count=len(curves), last=f"{last:,.0f}", low=spelled(low), high=spelled(high)
    )
    return format_html(
        '<svg class="band" viewBox="0 0 {} {}" width="{}" height="{}" role="group" aria-label="{}">'
        '<polygon points="{}"/>{}<polyline class="mean" points="{}"/><path class="axis" d="M{} {}V{}H{}"/>'
        '<text x="{}" y="{}" text-anchor="end">{}</text><text x="{}" y="{}" text-anchor="end">{}</text>'
        '<text x="{}" y="{}" text-anchor="end">{}</text><text x="{}" y="{}">{}</text></svg>',
        WIDE, TALL, WIDE, TALL, label, " ".join(edge), lines, " ".join(middle), LEFT, TOP, BOTTOM, RIGHT,
        LEFT - 6, TOP + 8, spelled(high), LEFT - 6, BOTTOM, spelled(low) if log else "0",
        RIGHT, BOTTOM + 18, f"{last:,.0f}", LEFT, BOTTOM + 18, _("Test loss; the thick line is the mean"),
    )  # fmt: skip
