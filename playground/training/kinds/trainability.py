"""A tile of a trainability map: its cells trained side by side, a cohort after the other, each stored as it is done."""

from collections.abc import Iterator

from playground.runs import doorbell, maps, recipes, tables
from playground.runs.models import Grid, Tile
from playground.training.kinds.base import Kind, TaskRefused
from playground.training.patience import loaded


class Trainability(Kind):
    weighs = 0

    def clean(self, owner: str, given: dict) -> dict:
        try:
            grid = maps.get_grid(owner, str(given.get("grid", "")))
        except Grid.DoesNotExist:
            raise TaskRefused("There is no such map.") from None
        return {"grid": grid.id, "place": int(given["place"])}

    def work(self, given: dict, fingerprint: str) -> Iterator[float]:
        yield from loaded("engine.trainability")
        import numpy as np

        from engine.trainability import survey

        grid = Grid.objects.filter(id=given["grid"]).first()
        if grid is None or grid.stopped:
            raise TaskRefused("The map was stopped.")
        across, up = maps.stretch(grid, given["place"])
        tile, size = Tile.objects.filter(grid=grid, place=given["place"]), len(across) * len(up)
        columns = [np.zeros(size, kind) for kind in (np.uint8, np.uint16, np.float32, np.float32)]
        before = 0
        base = recipes.parse(grid.spec)
        for done, found in survey(base, maps.span(grid.x), maps.span(grid.y), across, up, tables.find):
            if found:  # the same bytes whoever works it, so a trainer that was given up for dead does no harm
                for column, values in zip(columns, (found.kind, found.epoch, found.train_loss, found.test_loss), strict=True):
                    column[before:done] = values
                before = done
                tile.update(done=done, data=maps.packed(*columns))
                doorbell.ring([grid.id])
                if not Grid.objects.filter(id=grid.id, stopped=False).exists():
                    raise TaskRefused("The map was stopped.")
            yield done / size
        return b"{}"


KIND = Trainability()
