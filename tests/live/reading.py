"""What a page does with a socket's messages, written a second time in Python, and strictly: every repeat is counted."""

import json

from engine.records import Schema, decode, decode_frame


class Gap(AssertionError):
    """A record did not arrive."""


class Reader:
    """Everything one reader heard. `epochs` and `steps` are what its page would plot."""

    def __init__(self):
        self.epochs: list[int] = []
        self.steps: list[float] = []
        self.frames: list[int] = []
        self.words: list[dict] = []
        self.attempt = 0
        self.gaps = self.repeats = self.hellos = 0
        self.state = None
        self._fresh = True

    @property
    def place(self) -> str:
        """The query string to connect with."""
        return f"?from={len(self.epochs)}&attempt={self.attempt}"

    def take(self, message: str | bytes) -> None:
        if isinstance(message, str):
            assert "<" not in message
            return self._hear(json.loads(message))
        if message[:4] == b"BPK1":
            seq, sections = decode_frame(self.frame_schema, message)
            assert list(sections["weights"]) == [seq] * 3
            return self.frames.append(seq)
        first, columns = decode(self.schema, message)
        if first > len(self.epochs):
            self.gaps += 1
            raise Gap(f"expected record {len(self.epochs)}, got {first}")
        skip = len(self.epochs) - first
        if skip and not self._fresh:
            self.repeats += skip  # only the first chunk after a hello may begin before the place asked for
        self._fresh = False
        self.epochs += columns["epoch"][skip:].tolist()
        self.steps += columns["step"][skip:].tolist()

    def _hear(self, word: dict) -> None:
        self.words.append(word)
        if word["type"] == "hello":
            self.hellos += 1
            self._fresh = True
            self.schema, self.frame_schema = Schema.from_dict(word["schema"]), Schema.from_dict(word["frame_schema"])
            self.attempt = self.attempt or word["attempt"]
        if word["type"] == "reset":
            self.attempt = word["attempt"]
            del self.epochs[word["from"] :], self.steps[word["from"] :]
            self.frames = [seq for seq in self.frames if seq < word["from"]]
        if "state" in word:
            self.state = word["state"]

    def said(self, kind: str) -> list[dict]:
        return [word for word in self.words if word["type"] == kind]
