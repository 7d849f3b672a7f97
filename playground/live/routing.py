"""Every WebSocket route. tests/site/security holds the list of who may do what on each."""

from channels.routing import URLRouter
from django.urls import path, re_path

from playground.live.consumers import RunConsumer, SharedConsumer
from playground.live.origins import ExactOrigin, hang_up
from playground.runs import addresses  # noqa: F401 (the run converter)


async def nowhere(scope, receive, send) -> None:
    """Any other address: refused quietly, where the router itself would raise."""
    await hang_up(receive, send)


routes = URLRouter(
    [
        path("live/runs/<run:run_id>/", RunConsumer.as_asgi()),
        path("live/shared/<str:token>/", SharedConsumer.as_asgi()),
        re_path("", nowhere),
    ]
)
websocket = ExactOrigin(routes)
