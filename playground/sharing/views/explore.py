"""Explore: the runs their owners listed for everybody, with their pictures, to search and open."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from playground.experiments import run_rows, words
from playground.runs import exploring
from playground.runs.models import Run, Share
from playground.sharing import wishes

PAGE_LENGTH = 48


@require_safe
def explore(request: HttpRequest) -> HttpResponse:
    """`/explore/?data=…&optimizer=…&score=…&sort=…&after=…`: one page of them."""
    wanted, problems = wishes.read(request.GET)
    found = exploring.Page([], None) if problems else exploring.page(wanted, PAGE_LENGTH)
    context = {
        "rows": [_row(link, run) for link, run in found.shown],
        "wanted": wanted,
        "choices": {name: wishes.options(name) for name in wishes.CHOICES},
        "first": wishes.query(wanted),
        "following": found.following and wishes.query(wanted, found.following),
        "problems": problems,
    }
    answer = render(request, "sharing/explore.html", context, status=400 if problems else 200)
    answer["Cache-Control"] = "private, no-store"  # what is taken from the list is gone at once
    return answer


def _row(link: Share, run: Run) -> dict:
    """As in a list of runs, but for what is its owner's alone: number, parent, stars."""
    row = run_rows.row(run)
    recipe = " · ".join(part for part in (row["data"], row["network"]) if part)
    return row | {"name": run.title or recipe, "token": link.listed_token, "by": link.name, "age": words.age(link.created_at)}
