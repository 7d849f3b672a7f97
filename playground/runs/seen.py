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


def kept(one: Compared) -> str:
    """How stored work names a run of a comparison: by its id, or by its link's hash, for no token is stored."""
    return f"{BY_LINK}{shares.hashed(one.token)}" if one.token else one.run.id


def again(names: list[str]) -> list[Compared] | None:
    """The runs that `kept` names, in order, under those names; None where one is gone, or its link opens nothing any more.

    `token` is the link's hash here, which tells that it came by one and opens nothing.
    """
    hashes = [name.removeprefix(BY_LINK) for name in names if name.startswith(BY_LINK)]
    linked = {link.token_hash: link.run for link in shares.open_links().filter(token_hash__in=hashes).select_related("run")}
    found = {run_id: Compared(run_id, run) for run_id, run in _in_bulk(names).items()}
    found |= {f"{BY_LINK}{one}": Compared(f"{BY_LINK}{one}", run, one) for one, run in linked.items()}
    return [found[name] for name in names] if all(name in found for name in names) else None


def _in_bulk(names: list[str]) -> dict[str, Run]:
    return Run.objects.in_bulk([name for name in names if not name.startswith(BY_LINK)])
