"""Entries and where they are found: one frozen model a file, one registry a package, discovered and never listed."""

from __future__ import annotations

import difflib
import importlib
import pkgutil
import typing
from functools import cached_property, reduce
from operator import or_
from typing import Annotated, Any, ClassVar, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError


class Frozen(BaseModel):
    """Base of everything a spec is made of: immutable, unknown keys and non-finite numbers refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    @model_validator(mode="before")
    @classmethod
    def _booleans_are_not_numbers(cls, values: Any) -> Any:
        """``true`` would silently become 1 in a number field; only fields declared as bool take it."""
        if isinstance(values, dict):
            for key, value in values.items():
                field = cls.model_fields.get(key)
                if isinstance(value, bool) and field is not None and not _takes_bool(field.annotation):
                    raise PydanticCustomError("not_a_number", "{field}", {"field": key, "given": value})
        return values


def _takes_bool(annotation: Any) -> bool:
    return annotation in (bool, Any) or bool in typing.get_args(annotation)


class Entry(Frozen):
    """One registered thing. Subclasses fix ``name`` with a Literal; the docstring is the reference page.

    An entry holds settings, never tensors. Rules are static methods that receive every number they need as an argument:
    reading ``self`` there would hand each member of a cohort the first member's value.
    """

    title: ClassVar[str] = ""
    short: ClassVar[str] = ""  # the title where room is scarce; none: the title itself
    label: ClassVar[str] = ""  # on a concept's base class: what choosing one of its entries is called
    about: ClassVar[str] = ""  # there too: what the choice is and what goes wrong with it
    aliases: ClassVar[tuple[str, ...]] = ()  # former names: links and saved runs carry names for ever


E = TypeVar("E", bound=Entry)


class UnknownName(LookupError):
    """A name no registry knows; ``nearest`` holds the closest known ones."""

    def __init__(self, concept: str, name: str, known: list[str]):
        self.concept, self.name, self.known = concept, name, known
        self.nearest = difflib.get_close_matches(str(name), known, n=3, cutoff=0.4)
        hint = f" Did you mean {' or '.join(self.nearest)}?" if self.nearest else ""
        super().__init__(f"{concept} has no entry called {name!r}.{hint} Known: {', '.join(known)}.")


class Registry(Generic[E]):
    """All entries of one package, in the order of ``rank`` then name.

    Looks once through the package's modules; a module's entry is the subclass of ``base`` it defines.
    """

    def __init__(self, package: str, base: type[E]):
        self.package, self.base = package, base
        self.concept = package.rpartition(".")[2]

    @cached_property
    def entries(self) -> dict[str, type[E]]:
        found: dict[str, type[E]] = {}
        package = importlib.import_module(self.package)
        for info in pkgutil.iter_modules(package.__path__):
            module = importlib.import_module(f"{self.package}.{info.name}")
            for value in vars(module).values():
                if self._is_entry(value, module.__name__):
                    found[value.model_fields["name"].default] = value
        return dict(sorted(found.items(), key=lambda item: (getattr(item[1], "rank", 50), item[0])))

    def _is_entry(self, value: Any, module: str) -> bool:
        return (
            isinstance(value, type)
            and issubclass(value, self.base)
            and value.__module__ == module
            and isinstance(getattr(value.model_fields.get("name"), "default", None), str)
        )

    def __getitem__(self, name: str) -> type[E]:
        for known, entry in self.entries.items():
            if name == known or name in entry.aliases:
                return entry
        raise UnknownName(self.concept, name, list(self.entries))

    def __iter__(self):
        return iter(self.entries.values())

    def union(self) -> Any:
        """The pydantic type "any one of these, told apart by ``name``"."""
        kinds = tuple(self.entries.values())
        return kinds[0] if len(kinds) == 1 else Annotated[reduce(or_, kinds), Field(discriminator="name")]
