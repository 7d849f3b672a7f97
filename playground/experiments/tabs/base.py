"""What a tab is: words, which runs it fits, the template that shows it, and the task it starts, if it starts one."""

import json
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.functional import Promise

from playground.runs.models import Run, Task


@dataclass(frozen=True)
class File:
    """Something to take along from a tab."""

    data: bytes
    content_type: str
    name: str


class Tab:
    """One tab. `key` stands in addresses for ever; `kind` names a kind of task (playground/training/kinds/), "" for none.

    Its template is `experiments/tabs/<key>.html`, given `tab`, `run`, `epoch`, `result` (what `shown` returns, or None),
    `task` (how it stands) and what `context` adds. What is asked for before the task starts are form fields in `<key>_form.html`.
    """

    key: str
    rank: int = 50
    title: str | Promise
    about: str | Promise  # one or two sentences above everything else
    kind: str = ""
    start: str | Promise = ""  # the words of the button that starts the task
    timed: bool = True  # whether what it finds is of one epoch
    form: bool = False  # whether there is a template of fields beside the button

    def unfit(self, run: Run) -> str:
        """Why this run cannot be shown here, in a sentence; "" where it can."""
        return ""

    def given(self, asked: QueryDict) -> dict:
        """What the task is given beside the run: of the form's fields those that `Kind.clean` knows, as text."""
        return {"epoch": asked.get("epoch", "")}

    def result(self, task: Task) -> dict:
        """What a finished task found, as JSON."""
        return json.loads(bytes(task.result))

    def shown(self, run: Run, result: dict) -> dict:
        """The result in the words of the page, for the template."""
        return result

    def context(self, run: Run, asked: QueryDict) -> dict:
        """What the template needs beside the result; for tabs that start no task, everything."""
        return {}

    def file(self, run: Run, task: Task, name: str) -> File | None:
        """The file of a finished task that `?task=…&file=<name>` asks for; None where there is none of that name."""
        return None

    @property
    def template(self) -> str:
        return f"experiments/tabs/{self.key}.html"

    @property
    def form_template(self) -> str:
        return f"experiments/tabs/{self.key}_form.html" if self.form else ""
