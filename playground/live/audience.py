"""Who looks on through links, in this process: the number a shared page shows. With several web processes each counts its own."""

from collections import defaultdict
from typing import Protocol


class Onlooker(Protocol):
    """A socket that wants to know. `share`: the hash of the link it came by, None for the owner's own."""

    run_id: str
    share: str | None

    def audience_moved(self) -> None: ...


class Audience:
    """Used from one event loop, so without a lock."""

    def __init__(self):
        self._present: dict[str, set[Onlooker]] = defaultdict(set)

    def join(self, one: Onlooker) -> None:
        self._present[one.run_id].add(one)
        self._tell(one)

    def leave(self, one: Onlooker) -> None:
        present = self._present.get(one.run_id, set())
        if one in present:
            present.remove(one)
            self._tell(one)
        if not present:
            self._present.pop(one.run_id, None)

    def watching(self, run_id: str, share: str | None = None) -> int:
        """Sockets that came by this link; without one, by any link of the run."""
        present = self._present.get(run_id, ())
        return sum(one.share is not None and share in (None, one.share) for one in present)

    def _tell(self, moved: Onlooker) -> None:
        if moved.share is None:
            moved.audience_moved()  # an owner's own socket is not counted; it learns who is there already
            return
        for one in self._present.get(moved.run_id, ()):
            if one.share in (None, moved.share):
                one.audience_moved()


audience = Audience()
