"""The large files somebody had written or asked for, as the list of runs shows them: how far, how large, how old."""

from playground.experiments import closer, words
from playground.runs import selectors
from playground.runs.models import Task
from playground.runs.quota import mib


def listed(owner: str | None) -> dict:
    """{"rows": newest first, "wait": ms to the next look, 0 where none moves}."""
    rows = [_row(task) for task in selectors.files_of(owner)[:50]]
    return {"rows": rows, "wait": min((row["task"]["wait"] for row in rows if row["task"]["wait"]), default=0)}


def name(task: Task) -> str:
    """What the file is called: "run-7.json"."""
    return f"{task.input['stem']}.{task.input['form']}"


def _row(task: Task) -> dict:
    facts = {"task": closer.standing(task), "name": name(task), "percent": round(100 * task.progress)}
    return facts | {"size": mib(task.size) if task.size else "", "age": words.age(task.created_at)}
