"""Write a run as a PyTorch program that arrives at its loss, up to one of its epochs, with its weights beside it."""

from collections.abc import Iterator

from django.utils.translation import get_language

from playground.runs import recipes
from playground.runs.models import Run
from playground.training.kinds.base import Kind, TaskRefused, epoch_of, run_of


class PyTorchScript(Kind):
    def clean(self, owner: str, given: dict) -> dict:
        run = run_of(owner, given)
        if hindrance := recipes.no_script(recipes.parse(run.spec)):
            raise TaskRefused(hindrance)
        return {"run": run.id, "epoch": epoch_of(run, given), "language": get_language()}

    def work(self, given: dict, fingerprint: str) -> Iterator[float]:
        from playground.training.scripts import written

        return (yield from written(Run.objects.get(id=given["run"]), given["epoch"], given["language"]))


KIND = PyTorchScript()
