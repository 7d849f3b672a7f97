"""Imported, not called: everything that the web server and the trainers need, for the process they are forked from."""

import gc
from contextlib import suppress

gc.disable()  # nothing made here is ever let go, and looking for what is takes a tenth of the time
with suppress(Exception):  # whoever is born meets it again and says what is wrong; what they are forked from has nobody to tell
    import playground.asgi  # sets Django up
    import playground.training.trainer
    import playground.urls  # noqa: F401
gc.freeze()  # nor is it looked at again, so its memory stays shared
gc.enable()
