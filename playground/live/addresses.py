"""Below which addresses a page finds a run's bytes and its socket: the owner by the run's id, anybody else by a link's token."""

from django.urls import reverse


def of_run(run_id: str) -> dict[str, str]:
    """{"bytes", "socket"} of one's own run; the page asks for `<bytes>records`, `frames` and `status`."""
    return {"bytes": reverse("live:status", args=[run_id]).removesuffix("status"), "socket": f"/live/runs/{run_id}/"}


def of_share(token: str) -> dict[str, str]:
    """The same of a run that is looked at through a link."""
    return {"bytes": f"/s/{token}/", "socket": f"/live/shared/{token}/"}
