"""The live socket of one run: authorise, replay, follow. It speaks; of what it hears it knows only `ping`."""

import asyncio

import structlog
from channels.generic.websocket import AsyncWebsocketConsumer

from playground.live import limits, reading
from playground.live.feed import feed
from playground.live.following import Place, follow
from playground.runs.owners import owner_of

PING, PONG = '{"type":"ping"}', '{"type":"pong"}'
log = structlog.get_logger(__name__)


class RunConsumer(AsyncWebsocketConsumer):
    """`/live/runs/<id>/?from=<seq>&attempt=<n>`. The messages are those of `following.follow`."""

    owner = watch = speaking = None

    async def connect(self):
        await self.accept()  # also before a refusal: only an accepted socket can say why it closes
        code = await self.begin()
        if code:
            await self.close(code)

    async def begin(self) -> int | None:
        """Start speaking, or return the close code that says why not."""
        try:
            place = Place.parse(self.scope["query_string"])
        except ValueError:
            return limits.BAD_MESSAGE
        owner = owner_of(self.scope)
        if owner is None:
            return limits.SIGN_IN
        if refusal := limits.room.enter(owner):
            return refusal
        self.owner, self.pace = owner, limits.Pace()
        run_id = self.scope["url_route"]["kwargs"]["run_id"]
        self.watch = feed.watch(run_id)  # before reading: what happens in between is heard
        run = await reading.run_of(owner, run_id)
        if run is None:
            return limits.UNKNOWN
        self.speaking = asyncio.create_task(self.speak(follow(run_id, run, place, self.watch)))
        return None

    async def speak(self, messages):
        """Send until the run is gone. A send waits while the reader's buffers are full, and with it everything behind."""
        try:
            async for message in messages:
                await self.send(**{"text_data" if isinstance(message, str) else "bytes_data": message})
            self.speaking = None
            await self.close(limits.ENDED)
        except OSError:
            pass  # the reader is gone; its disconnect message is on the way
        except Exception:
            log.exception("live socket broke off")
            self.speaking = None
            await self.close(limits.OVERLOADED)  # the page comes back by itself and asks for what it lacks

    async def receive(self, text_data=None, bytes_data=None):
        if self.speaking is None:
            return  # already hung up
        allowed = self.pace.allows()
        if allowed and text_data == PING:
            return await self.send(text_data=PONG)
        self.speaking.cancel()
        self.speaking = None
        await self.close(limits.BAD_MESSAGE if allowed else limits.TOO_MANY)

    async def disconnect(self, code):
        if self.speaking:
            self.speaking.cancel()
        if self.watch:
            feed.unwatch(self.watch)
        if self.owner:
            limits.room.leave(self.owner)
