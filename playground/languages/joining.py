"""Sentences one after the other: a space between them, and none after a full-width stop, which brings its own."""

CLOSING = "。！？：；，"


def joined(*sentences: str) -> str:
    """What they say together; empty ones say nothing. As static/js/words.js has it."""
    told = ""
    for one in filter(None, sentences):
        told += one if not told or told[-1] in CLOSING else f" {one}"
    return told
