"""What hangs in a loop ends by its own processor time, not the clock's: some tests run on what all the others leave."""

import resource
from collections.abc import Callable


def processor_time(seconds: int) -> Callable[[], None]:
    """For subprocess's `preexec_fn`."""
    return lambda: resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
