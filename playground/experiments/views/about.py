"""What this site is, what trains, whose work it stands on, and what it keeps of whom."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from playground.experiments import licences
from playground.training import equipment


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """`/about/`: read off the trainers' own rows, so that it is true of other machines too."""
    from playground.training.thinning import KEPT_FOR  # knows how records are written, so it loads the engine

    trainers = equipment.at_work()
    facts = {
        "version": licences.version(),
        "trainers": trainers,
        "trainer_count": sum(one["count"] for one in trainers),
        "packages": licences.packages(),
        "kept_days": KEPT_FOR.days,
    }
    return render(request, "experiments/about.html", facts)
