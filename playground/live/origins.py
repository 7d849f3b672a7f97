"""Which pages may open a socket: only our own, by exact scheme, host and port (promises P14, T13)."""

from django.conf import settings

from playground.live.limits import NOT_ALLOWED


def is_ours(headers) -> bool:
    """True for exactly one Origin header that is, byte for byte, one of settings.ORIGINS."""
    origins = [value for name, value in headers if name.lower() == b"origin"]
    return len(origins) == 1 and origins[0] in {one.encode() for one in settings.ORIGINS}


class ExactOrigin:
    """Wraps the socket routes: a handshake from any other page, or from none, is answered 403 before it is accepted."""

    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        if is_ours(scope.get("headers", ())):
            return await self.app(scope, receive, send)
        return await hang_up(receive, send)


async def hang_up(receive, send, code: int = NOT_ALLOWED) -> None:
    """End a WebSocket that was not accepted; servers answer such a handshake with 403."""
    await receive()  # websocket.connect
    await send({"type": "websocket.close", "code": code})
