"""The same set-up from several seeds: a band of their curves, and how far chance alone moves the result."""

import math
import statistics

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from playground.experiments.sweeping.results import Score, spelled
from playground.runs import sweep_reading
from playground.runs.models import Sweep
from playground.runs.sweep_reading import Cell

# Student's t: 97.5 % quantiles for 1, 2, 3… degrees of freedom (tests hold them to SciPy's); beyond, the normal one is near.
QUANTILES = (
    12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131, 2.120, 2.110, 2.101,
    2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042,
)  # fmt: skip
NORMAL = 1.960
POINTS = 120
WIDE, TALL, LEFT, RIGHT, TOP, BOTTOM = 720, 280, 56, 708, 12, 248
SPREAD = 30  # largest over smallest loss from which on the axis counts powers of ten


def interval(values: list[float]) -> tuple[float, float, float, float] | None:
    """(mean, standard deviation, low, high): the 95 % interval of the mean by Student's t. None for fewer than two."""
    if len(values) < 2:
        return None
    mean, deviation = statistics.fmean(values), statistics.stdev(values)
    freedom = len(values) - 1
    t = QUANTILES[freedom - 1] if freedom <= len(QUANTILES) else NORMAL
    reach = t * deviation / math.sqrt(len(values))
    return mean, deviation, mean - reach, mean + reach


def verdict(cells: list[Cell], score: Score) -> str:
    """What the seeds say, in a sentence or two; "" before two of them have ended."""
    ended = [cell for cell in cells if cell.ended and cell.state != "diverged" and score.of(cell) is not None]
    found = interval([score.of(cell) for cell in ended])
    if found is None:
        return ""
    mean, deviation, low, high = found
    said = _(
        "{label} over {count} seeds on the same data: {mean} ± {deviation} (standard deviation); the mean lies between {low} and "
        "{high} with 95 % confidence (Student's t)."
    )
    numbers = {"mean": spelled(mean), "deviation": spelled(deviation), "low": spelled(low), "high": spelled(high)}
    return said.format(label=score.label, count=len(ended), **numbers)


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
