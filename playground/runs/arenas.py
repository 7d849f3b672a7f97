"""The door to the engine's arena: what fields ask for as an arena, and the shortest fields that ask for it again."""

from django.utils.translation import gettext

from playground.runs import recipes


def parse(flat: dict[str, str]):
    """The engine's Arena of flat fields; raises engine.spec.Refused in words of the active language."""
    return of_json(recipes.unflatten(flat))


def of_json(data: dict):
    """The engine's Arena of JSON; raises the same."""
    from engine.arena.setup import parse
    from engine.refusals import Refused, in_language

    try:
        return parse(data)
    except Refused as error:
        raise in_language(error, gettext) from None


def flat_values(arena) -> dict[str, str]:
    """Every field of an arena as text."""
    return recipes.flatten(arena.expanded())


def shortest(arena) -> dict[str, str]:
    """The fields that are not what they would be anyway; all racers, unless they are those who race before anybody chose."""
    full, usual = flat_values(arena), flat_values(parse({"surface.name": arena.surface.name}))
    racing = {key: value for key, value in full.items() if key.startswith("racers.")}
    kept = {"surface.name": full["surface.name"]} if arena.surface.name != parse({}).surface.name else {}
    kept |= {key: value for key, value in full.items() if key not in racing and usual.get(key) != value}
    if racing == {key: value for key, value in usual.items() if key.startswith("racers.")}:
        return kept
    for place, racer in enumerate(arena.racers):
        own = recipes.flatten(type(racer)().model_dump(mode="json"))
        given = recipes.flatten(racer.model_dump(mode="json"))
        kept |= {f"racers.{place}.name": racer.name}
        kept |= {f"racers.{place}.{name}": value for name, value in given.items() if own[name] != value}
    return kept


def suggested(name: str, surface: str) -> dict[str, str]:
    """A racer's fields to begin with on a surface, as text; nothing for names nobody declared."""
    from engine import surfaces
    from engine.arena.fitting import suggested
    from engine.optimizers import registry

    if name not in registry.entries or surface not in surfaces.registry.entries:
        return {"name": name}
    return recipes.flatten(suggested(registry[name], surfaces.registry[surface]))


def who_stays_out() -> list[tuple[str, str, str]]:
    """(name, title, why) of the optimizers that cannot race, in the active language."""
    from engine.arena.setup import who_stays_out

    return [(entry.model_fields["name"].default, gettext(entry.title), why.said(gettext)) for entry, why in who_stays_out()]


def most_racers() -> int:
    from engine.arena.setup import MOST_RACERS

    return MOST_RACERS


def keeps_statistics(spec) -> bool:
    """Whether the network of a Spec keeps numbers that are no weights (running means), without which no loss can be told."""
    from engine.layout import slots_of

    return any(slot.layer.buffers(slot.in_shape) for slot in slots_of(spec))


def grid_side(spec) -> int:
    """Places along each side of a map of losses that a network of this Spec can be given; 0: none."""
    from engine.layout import slots_of
    from engine.trails.losses import pass_products
    from engine.trails.result import side_of

    return side_of(2 * pass_products(slots_of(spec)) * sum(spec.sizes()))


def paths_of(told: dict, data: bytes) -> dict:
    """{"heights", "paths"} of a race's stored bytes: the grid in rows from the top, the columns of all paths by name.

    `told`: its JSON, which carries the schemas of both; `data`: what stands behind it.
    """
    from engine.records import HEADER, Schema, decode, decode_frame

    ground, walked = Schema.from_dict(told["ground"]), Schema.from_dict(told["walked"])
    heights = decode_frame(ground, data)[1]["heights"]
    columns = decode(walked, data[HEADER.size + HEADER.unpack_from(data)[3] :])[1]
    return {"heights": heights.tolist(), "paths": {name: values.tolist() for name, values in columns.items()}}
