"""The body of an uploaded table or run is cut off where it grows too large, before anything of it is kept.

Django takes a whole request in, to memory and then to disk, before a view may look at it. So what is too long ends here: the
view hears that it was (`scope["cut_off"]`) and says so, and the server closes the connection on the rest.
"""

import asyncio

MIB = 1024 * 1024
TABLE, RUN = MIB, 8 * MIB  # bytes of the largest file
MOST = {"/data/tables/": TABLE, "/runs/imports/": RUN, "/api/v1/tables": TABLE, "/api/v1/imports": RUN}


class CutOff:
    """ASGI application around another one."""

    def __init__(self, application):
        self.application = application

    async def __call__(self, scope, receive, send):
        if scope["type"] != "http" or scope["path"] not in MOST:
            return await self.application(scope, receive, send)
        scope["cut_off"] = False
        taken, most = 0, MOST[scope["path"]] + 1  # one more than the largest file, so that its own limit is what refuses

        async def at_most():
            nonlocal taken
            if scope["cut_off"]:  # whatever else comes, nobody reads it; this wait ends with the answer
                await asyncio.Event().wait()
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > most:
                scope["cut_off"] = True
                return {"type": "http.request", "body": b"", "more_body": False}
            return message

        async def closing(message):
            if scope["cut_off"] and message["type"] == "http.response.start":
                message = {**message, "headers": [*message["headers"], (b"connection", b"close")]}
            await send(message)

        return await self.application(scope, at_most, closing)
