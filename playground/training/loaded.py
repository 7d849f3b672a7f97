"""Imported, not called: everything that the web server and the trainers need, for the process they are forked from."""

import atexit
import gc
import os
from contextlib import suppress
from multiprocessing import forkserver


def clear_away() -> None:
    """Remove the socket and its folder, which a supervisor that was killed leaves behind."""
    with suppress(OSError, AttributeError, TypeError):
        address = forkserver._forkserver._forkserver_address
        os.unlink(address)
        os.rmdir(os.path.dirname(address))


atexit.register(clear_away)
gc.disable()  # nothing made here is ever let go, and looking for what is takes a tenth of the time
with suppress(Exception):  # whoever is born meets it again and says what is wrong; what they are forked from has nobody to tell
    import playground.asgi  # sets Django up
    import playground.training.trainer
    import playground.urls  # noqa: F401
gc.freeze()  # nor is it looked at again, so its memory stays shared
gc.enable()
