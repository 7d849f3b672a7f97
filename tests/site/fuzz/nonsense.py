"""Values nobody meant, and what becomes of a good recipe, link, form or command when some of them get into it."""

import copy
import json
import random

NUMBERS = [
    -1, 0, 1, 2, 3.5, -0.0, 1e-320, 1e308, -1e308, 10**9, 2**31, 2**63, 10**40, -(10**400), 10**400,
    float("nan"), float("inf"), float("-inf"),
]  # fmt: skip
TEXTS = [
    "", " ", "none", "null", "true", "NaN", "-Infinity", "1e999", "1e-999", "0x10", "1_000", "1,5", "٣", "１２",
    "½", "²", "--1", "+-2", "adam\x00", "Adam", "sgd ", "circles;drop table", "../../etc/passwd", "{{7*7}}",
    "{value}", "{0.__class__}", "%s%n", "<script>", "\ud800", "🦜" * 40, "x" * 5000, "\u202egnirts",
    "a\nb\r\nSet-Cookie: x=1", "__class__", "constructor", "relu\u200b", "9" * 400, "1" + "0" * 5000,
    "weights.1.0.0", "network.layers.0", "\\", "'", '"', "`", "𝟙", "NULL", "undefined", "[object Object]",
]  # fmt: skip
NAMES = [
    "lr", "name", "units", "network", "layers", "network.layers.99999.units", "data.", ".data", "..", "", " ",
    "optimizer.lr.lr", "0", "-1", "data.features.0", "training.epochs.0", "version", "edits", "start", "spec",
    "__proto__", "self", "cls", "model_config", "été", "\x00", "optimizer.__class__", "data.name.name",
    "network.layers.-1.units", "network.layers.0x1.units", "owner", "id", "state", "x" * 300,
]  # fmt: skip


def value(chance: random.Random, depth: int = 0):
    """Anything JSON can hold, and some things it cannot."""
    kind = chance.randrange(10 if depth < 3 else 7)
    if kind < 3:
        return chance.choice(NUMBERS)
    if kind < 5:
        return chance.choice(TEXTS)
    if kind < 6:
        return chance.choice([True, False, None])
    if kind < 7:
        return chance.uniform(-1e3, 1e3)
    if kind == 7:
        return [value(chance, depth + 1) for _ in range(chance.choice([0, 1, 2, 13 if depth else 40]))]
    if kind == 8:
        return {chance.choice(NAMES): value(chance, depth + 1) for _ in range(chance.randrange(4))}
    return nest(chance.choice([2, 5, 60]), chance.choice("[{"))


def nest(depth: int, bracket: str):
    made = 1
    for _ in range(depth):
        made = [made] if bracket == "[" else {"name": made}
    return made


def places(made, found=None) -> list[tuple]:
    """(container, key) of everything inside."""
    found = [] if found is None else found
    for key in made if isinstance(made, dict) else range(len(made)):
        found.append((made, key))
        if isinstance(made[key], dict | list):
            places(made[key], found)
    return found


def spoiled(recipe: dict, chance: random.Random):
    """A recipe with one to three things wrong."""
    made = copy.deepcopy(recipe)
    for _ in range(chance.choice([1, 1, 2, 3])):
        here = places(made)
        if len(here) > 3000:
            return made
        container, key = chance.choice(here)
        act = chance.randrange(6)
        if act < 3:
            container[key] = value(chance)
        elif act == 3 and isinstance(container, dict):
            container[chance.choice(NAMES)] = value(chance)
        elif act == 4:
            other, where = chance.choice(here)
            container[key] = copy.deepcopy(other[where])
        elif isinstance(container, list):
            container.extend([copy.deepcopy(container[key])] * chance.choice([1, 12, 100]))
        else:
            del container[key]
        if not made:
            return made
    if chance.random() < 0.02:
        container, key = chance.choice(places(made))
        container[key] = chance.choice([nest(3000, "["), nest(3000, "{"), [container[key]] * 2000])
    return made if chance.random() < 0.97 else value(chance)


def spoiled_flat(flat: dict[str, str], chance: random.Random) -> dict[str, str]:
    """The same of flat keys, as links and forms carry them."""
    made = dict(flat)
    for _ in range(chance.choice([1, 1, 2, 4])):
        key = chance.choice([*made, *NAMES])
        act = chance.randrange(4)
        if act == 0:
            made.pop(key, None)
        elif act == 1:
            made[key + chance.choice([".x", ".0", ".name", ".", " "])] = text(chance)
        else:
            made[key] = text(chance)
    return made


def text(chance: random.Random) -> str:
    """A text a field might be sent."""
    return chance.choice(TEXTS) if chance.random() < 0.6 else str(chance.choice(NUMBERS))


def spoiled_json(body, chance: random.Random) -> bytes:
    """JSON that is not quite: cut, doubled, of another encoding, or whole with nonsense inside."""
    text = json.dumps(body)
    act = chance.randrange(6)
    if act == 0:
        return text[: chance.randrange(len(text))].encode()
    if act == 1:
        return text.encode("utf-16")
    if act == 2:
        return chance.randbytes(chance.randrange(200))
    if act == 3:
        return b"[" * chance.choice([1, 1000, 50_000])
    return text.encode()
