"""The tables. Everything a page, a socket or a trainer knows is a row here; nothing that matters lives only in memory.

States and names are text columns without `choices`: a new optimizer or state is no migration. Rows are written by
`services` and `keeping`, by `training.claims` and by `training.commits` only, and read through `selectors`.

Times that decide something between processes (leases, queues) are the database's; `created_at`, a page's key, is not:
SQLite's own clock writes milliseconds where Django writes microseconds, and as text those never compare equal.
"""

from playground.runs.models.doors import ApiToken, Share
from playground.runs.models.ids import ID_LENGTH, new_id
from playground.runs.models.numbers import Numbering
from playground.runs.models.past import Checkpoint, Chunk, KeyFrame, Thumbnail
from playground.runs.models.run import Run
from playground.runs.models.sweeps import Grid, Sweep, Tile
from playground.runs.models.tables import StoredTable, TableHolder
from playground.runs.models.trainers import Trainer
from playground.runs.models.work import Command, Task

__all__ = [
    "ID_LENGTH", "ApiToken", "Checkpoint", "Chunk", "Command", "Grid", "KeyFrame", "Numbering", "Run", "Share", "StoredTable",
    "Sweep", "TableHolder", "Task", "Thumbnail", "Tile", "Trainer", "new_id",
]  # fmt: skip
