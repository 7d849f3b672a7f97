"""Every WebSocket route."""

from channels.routing import URLRouter

websocket = URLRouter([])
