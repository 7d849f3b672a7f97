"""Problems of a set-up, as the page's scripts read them."""


def say(problems) -> list[dict]:
    """[{"path", "message", "nearest"}], JSON-able; `nearest` is what "Use …" writes into the field, or None."""
    return [
        {"path": one.path, "message": one.message, "nearest": None if one.nearest is None else str(one.nearest)}
        for one in problems
    ]
