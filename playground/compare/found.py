"""From the keys of an address to runs: one's own by their ids, anybody's by the token of a link that is open."""

from typing import NamedTuple

from playground.runs import selectors, shares, tables
from playground.runs.addresses import is_run_id
from playground.runs.models import Run

BY_LINK = "s:"


class Compared(NamedTuple):
    """One run of a comparison. `token`: of the link it came by; "" for one's own."""

    key: str
    run: Run
    token: str = ""


def find(owner: str, keys: list[str]) -> tuple[list[Compared], list[str]]:
    """The runs this visitor may see, in the order asked, each once; and the keys that open nothing.

    Not one's own, deleted, withdrawn and never made are the same nothing.
    """
    ids = [key for key in keys if is_run_id(key)]
    mine = {run.id: run for run in selectors.visible_to(owner).filter(id__in=ids).select_related("parent")} if ids else {}
    found, unknown, seen = [], [], set()
    for key in keys:
        one = _by_link(key) if key.startswith(BY_LINK) else Compared(key, mine[key]) if key in mine else None
        if one is None:
            unknown.append(key)
        elif one.run.id not in seen:
            seen.add(one.run.id)
            found.append(one)
    return found, unknown


def _by_link(key: str) -> Compared | None:
    token = key.removeprefix(BY_LINK)
    share = shares.find(token)
    if share is None:
        return None
    tables.opened(share.run)
    return Compared(key, share.run, token)
