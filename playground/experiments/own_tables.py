"""What the page says about a table of one's own: its name, its size, what its columns are for."""

from django.utils.translation import gettext as _

from playground.experiments.recipe_form import RecipeForm
from playground.runs import tables


def now(request, form: RecipeForm) -> dict | None:
    """{"own", "title", "words"} of the table in a set-up; None for other data. `own`: it is somebody's, not our example."""
    if "data.digest" not in form.values or form.values.get("data.name") != "upload":
        return None
    digest = form.values["data.digest"]
    title = (tables.title_of(request.owner, digest) or _("Table")) if digest else _("An invented example: apples and lemons")
    return {"own": bool(digest), "title": title, "words": _words(form.spec) if form.spec else ""}


def _words(spec) -> str:
    data = spec.data
    learned = _("{target} as classes") if data.classes else _("{target} as a number")
    said = _("{count} rows: {inputs} → {target}")
    target = learned.format(target=data.target_name)
    return said.format(count=f"{data.count():,}", inputs=", ".join(data.columns), target=target)
