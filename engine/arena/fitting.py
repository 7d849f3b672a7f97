"""Which optimizers can race on a surface, why the others cannot, and a rate to begin with."""

from __future__ import annotations

from typing import Any

from engine.optimizers.base import Optimizer
from engine.sentences import Sentence, Word
from engine.surfaces.base import Surface


def obstacle(racer: Optimizer) -> Sentence | None:
    """Why this optimizer cannot race, or None."""
    title = Word(racer.title)
    if racer.shaped:
        words = Word("{optimizer} works on weight matrices, and a place on a surface is two numbers, no matrix.")
        return Sentence(words, optimizer=title)
    if racer.full_batch and racer.squares_outputs():
        words = Word(
            "{optimizer} is built from the outputs of a network, one by one, and a surface has only its height. "
            "Newton can race, and so can Levenberg–Marquardt with the exact Hessian."
        )
        return Sentence(words, optimizer=title)
    return None


def suggested(entry: type[Optimizer], surface: type[Surface]) -> dict[str, Any]:
    """A racer to begin with, {"name", "lr", …}: at a rate that brings it down this surface from its start.

    Some rules follow the gradient's size; the others take steps of about their rate. A rule whose own usual rate is 1 or more
    means something else by it, and keeps it.
    """
    usual = entry()
    racer: dict[str, Any] = {"name": usual.name}
    if usual.lr < 1:
        edge = usual.stable_below(usual.lr)
        calmer = 1.0 if edge is None else min(1.0, edge * usual.lr / 2)  # than plain descent, whose edge is 2/η
        racer["lr"] = float(f"{surface.plain * calmer:.1g}") if usual.follows_size() else surface.stride
    if "exact_hessian" in entry.model_fields:
        racer["exact_hessian"] = True
    return racer
