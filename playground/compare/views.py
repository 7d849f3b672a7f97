"""The comparison of runs: its page, the table of settings by itself, and how the runs stand."""

from dataclasses import asdict

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from playground.compare import asked, bundles, facts, offered
from playground.compare.table import table
from playground.runs import seen

WITHDRAWN = "s:"
MOST_TRAILS = 8  # runs whose paths go on one map


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """`/compare/?run=…&run=…`: any number of runs; those that open nothing are named, the others are shown."""
    view, problems = asked.view(request.GET)
    wrong = bool(problems)
    keys = asked.keys(request.GET)
    compared, unknown = seen.find(request.owner, keys[: asked.MOST_RUNS])
    problems += [_unknown(key) for key in unknown]
    if len(keys) > asked.MOST_RUNS:
        words = _("Only the first {most} of {count} runs are shown.")
        problems.append(words.format(most=asked.MOST_RUNS, count=len(keys)))
    rows = table(compared, view.base, view.every)
    told = facts.page(compared, table(compared) if view.every else rows)
    context = {
        "runs": told["runs"],
        "rows": rows,
        "base": next((one["key"] for one in told["runs"] if one["key"] == view.base), told["runs"][0]["key"] if compared else ""),
        "view": view,
        "problems": problems,
        "facts": told | {"view": asdict(view)},
        "offered": offered.runs(request.owner, {one.run.id for one in compared}),
        "paths": [one.key for one in compared][:MOST_TRAILS],
        "kept": _kept(request, compared),
    }
    status = 404 if keys and not compared else 400 if wrong else 200
    return _private(render(request, "compare/page.html", context, status=status))


@require_safe
def settings(request: HttpRequest) -> HttpResponse:
    """`/compare/settings?run=…&base=…&all=1`: the table alone, for a page that has changed its mind."""
    view, _problems = asked.view(request.GET)
    compared, _unknown_ones = seen.find(request.owner, asked.keys(request.GET)[: asked.MOST_RUNS])
    rows = table(compared, view.base, view.every)
    runs = facts.page(compared, [])["runs"]
    base = next((one["key"] for one in runs if one["key"] == view.base), runs[0]["key"] if runs else "")
    context = {"rows": rows, "runs": runs, "view": view, "base": base}
    return _private(render(request, "compare/settings.html", context, status=200 if compared else 404))


@require_safe
def states(request: HttpRequest) -> JsonResponse:
    """`/compare/states?run=…`: {"states": {key: how it stands}} of the runs still to be seen, for those without a socket."""
    compared, _unknown_ones = seen.find(request.owner, asked.keys(request.GET)[: asked.MOST_RUNS])
    if not compared:  # the page reads the empty answer too: all its runs are gone
        return _private(JsonResponse({"states": {}, "problem": _("There is no such run, or it is not yours.")}, status=404))
    return _private(JsonResponse({"states": {one.key: facts.state(one.run) for one in compared}}))


@require_safe
def records(request: HttpRequest) -> HttpResponse:
    """`/compare/records?run=…`: the stored bytes of several runs in one answer, as `bundles` puts them together."""
    keys = asked.keys(request.GET)[: bundles.MOST_RUNS]
    compared, _unknown_ones = seen.find(request.owner, keys)
    if not compared:
        raise Http404
    return _private(HttpResponse(bundles.of(compared, keys), content_type="application/octet-stream"))


def _kept(request: HttpRequest, compared: list[seen.Compared]) -> list[tuple[str, str]]:
    """What a form without scripts carries along: the runs that are there, and how they are looked at."""
    looks = [
        (name, text) for name, texts in request.GET.lists() for text in texts if name in asked.NAMES and name not in asked.RUNS
    ]
    return [("run", one.key) for one in compared] + [(name, text) for name, text in looks if name not in ("colours", "hidden")]


def _unknown(key: str) -> str:
    if key.startswith(WITHDRAWN):
        return _("The link {key} does not open a run. It may have been withdrawn.").format(key=key[:26])
    return _("There is no run “{key}” of yours. It may have been deleted, or be somebody else's.").format(key=key[:40])


def _private(response):
    """Of one visitor, and of links that may be withdrawn."""
    patch_cache_control(response, private=True, no_store=True)
    return response
