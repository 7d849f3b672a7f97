"""The live sockets of one run: authorise, replay, follow. They speak; of what they hear they know a greeting and `ping`."""

import asyncio

import structlog
from channels.generic.websocket import AsyncWebsocketConsumer
from django.db import DatabaseError

from playground.live import greetings, limits, reading
from playground.live.audience import audience
from playground.live.feed import feed
from playground.live.following import Place, follow, words
from playground.runs import shares
from playground.runs.owners import cookies_of, owner_of, standing_of

PING, PONG = '{"type":"ping"}', '{"type":"pong"}'
LOOK_AGAIN = 30.0  # seconds after which a socket asks for its rights by itself, should the feed not have told it
log = structlog.get_logger(__name__)


class RunConsumer(AsyncWebsocketConsumer):
    """`/live/runs/<id>/?from=<seq>&attempt=<n>`, the owner's. The messages are those of `following.follow`, and `watching`.

    Nothing is said, and no run looked for, before the page has greeted.
    """

    unknown, ended = limits.UNKNOWN, limits.ENDED  # what it says of a run that is not there, or no more
    seat = watch = waiting = speaking = guarding = counting = share = session = run_id = None
    counted = 0

    # -- what the owner's socket and one by a link do differently --------------------------------------------------------

    async def take_seat(self) -> int | None:
        """Enter the room as somebody, or the close code that says why not."""
        owner, self.session = await standing_of(self.scope)
        if owner is None:
            return limits.SIGN_IN
        if refusal := limits.room.enter(owner):
            return refusal
        self.seat, self.owner = owner, owner
        return None

    def may_enter(self, token: str) -> bool:
        """Whether the page that greets with this token was made for this browser."""
        return greetings.belongs(token, cookies_of(self.scope))

    async def find(self) -> str | None:
        """The id of the run asked for; whether it may be seen is `read`'s to say."""
        return self.scope["url_route"]["kwargs"]["run_id"]

    async def read(self) -> dict | None:
        """Status and schemas, or None for a run this socket may not see (any more: who signed out is somebody else)."""
        return await reading.run_of(self.owner, self.run_id) if await owner_of(self.scope) == self.owner else None

    # -- the same for both -----------------------------------------------------------------------------------------------

    async def connect(self):
        await self.accept()  # also before a refusal: only an accepted socket can say why it closes
        code = await self.begin()
        if code:
            await self.close(code)

    async def begin(self) -> int | None:
        """Wait for the page's greeting, or return the close code that says why not."""
        try:
            self.place = Place.parse(self.scope["query_string"])
        except ValueError:
            return limits.BAD_MESSAGE
        if refusal := await self.take_seat():
            return refusal
        self.pace = limits.Pace()
        self.waiting = asyncio.create_task(self.lose_patience())
        return None

    async def lose_patience(self):
        """Hang up on who says nothing."""
        await asyncio.sleep(greetings.WITHIN)
        self.waiting = None
        await self.close(limits.SILENT)

    async def greet(self, text: str | None) -> None:
        """Take the first message: start speaking, or hang up with the code that says why not."""
        self.waiting.cancel()
        self.waiting, token = None, greetings.token_in(text)
        code = limits.BAD_MESSAGE if token is None else await self.enter(token)
        if code:
            await self.close(code)

    async def enter(self, token: str) -> int | None:
        """Start speaking to a page that has greeted, or return the close code that says why not."""
        if not self.may_enter(token):
            return limits.NOT_ALLOWED
        self.run_id = await self.find()
        if self.run_id is None:
            return self.unknown
        self.watch = feed.watch(self.run_id, self.share, self.session)  # before reading: what happens in between is heard
        run = await self.read()
        if run is None:
            return self.unknown
        messages = follow(self.run_id, run, self.place, self.watch, named=self.share is None)
        self.speaking = asyncio.create_task(self.speak(messages))
        self.guarding = asyncio.create_task(self.guard())
        return None

    async def speak(self, messages):
        """Send until the run is gone. A send waits while the reader's buffers are full, and with it everything behind."""
        try:
            async for message in messages:
                await self.send(**{"text_data" if isinstance(message, str) else "bytes_data": message})
                if self.counting is None:  # after the hello
                    self.moved = asyncio.Event()
                    self.counting = asyncio.create_task(self.count())
                    audience.join(self)
        except OSError:
            pass  # the reader is gone; its disconnect message is on the way
        except Exception:
            log.exception("live socket broke off")
            self.speaking = None
            await self.close(limits.OVERLOADED)  # the page comes back by itself and asks for what it lacks

    async def guard(self):
        """Hang up as soon as the run is gone or the link withdrawn, whatever is still being sent."""
        while True:
            try:
                await asyncio.wait_for(self.watch.gone.wait(), LOOK_AGAIN)
                break
            except TimeoutError:
                if not await self.may_stay():
                    break
        self.hush()
        await self.close(self.ended)

    async def may_stay(self) -> bool:
        """Whether the rights it came with still hold; a database that does not answer takes none away."""
        try:
            return await self.read() is not None
        except DatabaseError as error:
            log.warning("live socket could not look at its rights again", error=str(error))
            return True

    async def count(self):
        """Say how many look on through links, whenever that changes."""
        while True:
            await self.moved.wait()
            self.moved.clear()
            count = audience.watching(self.run_id, self.share)
            if count != self.counted:
                self.counted = count
                await self.send(text_data=words("watching", count=count))

    def audience_moved(self) -> None:
        self.moved.set()

    async def receive(self, text_data=None, bytes_data=None):
        if self.speaking is None and self.waiting is None:
            return  # already hung up
        if self.waiting:
            return await self.greet(text_data)
        allowed = self.pace.allows()
        if allowed and text_data == PING:
            return await self.send(text_data=PONG)
        self.guarding.cancel()
        self.hush()
        await self.close(limits.BAD_MESSAGE if allowed else limits.TOO_MANY)

    def hush(self) -> None:
        """Stop speaking."""
        for task in (self.speaking, self.counting):
            if task:
                task.cancel()
        self.speaking = None

    async def disconnect(self, code):
        self.hush()
        for task in (self.guarding, self.waiting):
            if task:
                task.cancel()
        if self.counting:
            audience.leave(self)
        if self.watch:
            feed.unwatch(self.watch)
        if self.seat:
            limits.room.leave(self.seat)


class SharedConsumer(RunConsumer):
    """`/live/shared/<token>/?from=…`: the same run for whoever has the link. No cookie is asked for, and none counts.

    Unknown, withdrawn and run out are one answer, at the handshake and later alike.
    """

    unknown = ended = limits.WITHDRAWN

    async def take_seat(self) -> int | None:
        share = shares.hashed(self.scope["url_route"]["kwargs"]["token"])
        if refusal := limits.room.enter_by_link(share):
            return refusal
        self.seat = self.share = share
        return None

    def may_enter(self, token: str) -> bool:
        return True  # the link is all there is to show: no cookie of the browser opens anything here

    async def find(self) -> str | None:
        return await reading.run_behind(self.scope["url_route"]["kwargs"]["token"])

    async def read(self) -> dict | None:
        return await reading.run_by_link(self.scope["url_route"]["kwargs"]["token"])
