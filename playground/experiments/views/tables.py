"""Tables of one's own: a CSV file comes in, is looked at, and goes out again as it was stored."""

import csv
import io

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from playground.runs import tables

PART = 64 * 1024
SEEN = 8  # rows of the preview
EXAMPLE = "example"
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would take for the beginning of a formula


@require_POST
def upload(request: HttpRequest) -> JsonResponse:
    """`/data/tables/?title=flowers.csv`: the file itself is the body. {"digest"} of the table, or {"message"}."""
    if getattr(request, "scope", {}).get("cut_off"):
        said = _("The file is larger than {most} MiB, the most that is taken.").format(most=1)
        return JsonResponse({"message": said}, status=413)
    try:
        table = tables.read(iter(lambda: request.read(PART), b""))
        digest = tables.store(request.owner, table, request.GET.get("title", ""))
    except tables.TableRefused as refusal:
        return JsonResponse({"message": str(refusal)}, status=422)
    return JsonResponse({"digest": digest}, status=201)


@require_safe
def preview(request: HttpRequest, digest: str) -> HttpResponse:
    """The first rows of a table, and what each column could be: a fragment."""
    table = _found(digest)
    guess = tables.guessed(table)
    columns = [_column(number, one, guess) for number, one in enumerate(table.columns, start=1)]
    facts = {
        "digest": "" if digest == EXAMPLE else digest,
        "title": tables.title_of(request.owner, digest),
        "columns": columns,
        "rows": [[one.cell(row) for one in table.columns] for row in range(min(SEEN, table.rows))],
        "count": table.rows,
        "more": max(table.rows - SEEN, 0),
        "target_as": guess.target_as if guess else "classes",
        "hopeless": guess is None,
        "address": request.path,
    }
    return render(request, "experiments/table_preview.html", facts)


def _column(number: int, column, guess) -> dict:
    """What the preview says of a column: {"number", "name", "role", "numeric", "classes", "note"}."""
    role = "ignore"
    if guess:
        role = "target" if number == guess.target else "input" if number in guess.inputs else "ignore"
    note = ""
    if not column.numeric and "" in column.words:
        note = _("empty in row {row}").format(row=column.words.index("") + 2)
    values = _("{count} values").format(count=f"{len(column.values):,}")
    return {"number": number, "name": column.name, "role": role, "numeric": column.numeric, "values": values, "note": note}


@require_safe
def file(request: HttpRequest, digest: str) -> HttpResponse:
    """The table as CSV. Words that a spreadsheet would run as a formula get an apostrophe before them; numbers stay numbers."""
    table = _found(digest)
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([_harmless(one.name) for one in table.columns])
    cells = [(one.cell if one.numeric else lambda row, words=one.words: _harmless(words[row])) for one in table.columns]
    writer.writerows([cell(row) for cell in cells] for row in range(table.rows))
    response = HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="table.csv"'
    return response


def _harmless(words: str) -> str:
    return f"'{words}" if words.startswith(FORMULA) else words


def _found(digest: str):
    table = tables.example() if digest == EXAMPLE else tables.find(digest)
    if table is None:
        raise Http404
    return table
