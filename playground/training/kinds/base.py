"""What a kind of task is."""

from collections.abc import Iterator


class TaskRefused(ValueError):
    """A task that cannot be done, in words."""


class Kind:
    """Work cut into slices of about 50 ms, so that the runs beside it keep their turns."""

    def clean(self, owner: str, given: dict) -> dict:
        """The checked input to store; raises TaskRefused. Runs in the web process: no engine here."""
        raise NotImplementedError

    def work(self, given: dict, fingerprint: str) -> Iterator[float]:
        """Do one slice between two yields of the progress (0–1); return the result's bytes. Raises TaskRefused."""
        raise NotImplementedError
