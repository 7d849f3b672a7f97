"""What uvicorn serves: pages over HTTP, the live socket over WebSocket."""

import os

# Before the first tensor operation anywhere in this process: two default-threaded trainers on two cores are 100 times slower.
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "playground.settings")

from channels.routing import ProtocolTypeRouter
from django.core.asgi import get_asgi_application

http = get_asgi_application()  # sets Django up; what follows may import models

from playground.bodies import CutOff
from playground.live.routing import websocket
from playground.static_files import StaticFiles


def preload_engine() -> None:
    """Import the engine once, here: a view doing it would cost its first visitor two seconds."""
    import torch

    import engine.catalogue
    import engine.plan  # noqa: F401

    torch.set_num_threads(1)
    torch.set_flush_denormal(True)


preload_engine()
application = ProtocolTypeRouter({"http": StaticFiles(CutOff(http)), "websocket": websocket})
