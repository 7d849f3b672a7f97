"""A device that is not there: its tensors say they lie elsewhere, compute on the processor, and refuse what a GPU would refuse.

It takes the name of torch's "meta" device, which every build of torch has. A tensor on it wraps one of the processor's; every
operation is taken apart by :class:`Pretending`, done on what is inside, and wrapped again. So the numbers are the processor's, to
the bit, while a tensor that was forgotten in the processor's memory raises, as do `numpy()` and a generator from the wrong side.
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch.overrides import TorchFunctionMode
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_flatten, tree_map

ELSEWHERE = torch.device("meta")
aten = torch.ops.aten
# What takes a number from the processor beside its own tensors, as CUDA's kernels do: a tensor without dimensions, no other.
WITH_A_NUMBER = {
    aten.add, aten.add_, aten.sub, aten.sub_, aten.mul, aten.mul_, aten.div, aten.div_, aten.where, aten.copy_, aten.fill_,
    aten.eq, aten.ne, aten.lt, aten.le, aten.gt, aten.ge,
}  # fmt: skip
BETWEEN = {aten.copy_, aten._to_copy, aten.to}  # what may read from one side and write to the other
INDEXED = {aten.index, aten.index_put, aten.index_put_}  # may be told the places from the processor


class WrongDevice(RuntimeError):
    """An operation on tensors of two devices."""


class There(Tensor):
    """A tensor elsewhere. ``inside`` is where its numbers are."""

    @staticmethod
    def __new__(cls, inside: Tensor):
        made = Tensor._make_wrapper_subclass(
            cls,
            inside.size(),
            strides=inside.stride(),
            storage_offset=inside.storage_offset(),
            dtype=inside.dtype,
            device=ELSEWHERE,
        )
        made.inside = inside
        return made

    @classmethod
    def __torch_dispatch__(cls, func, types, args=(), kwargs=None):
        return done(func, args, kwargs or {})

    def __repr__(self, **_):
        return f"There({self.inside!r})"


class Numbers(TorchFunctionMode):
    """``torch.tensor(numbers, device=…)`` is made without asking anybody: make it here, and move it where it can be seen."""

    def __torch_function__(self, func, types, args=(), kwargs=None):
        kwargs = dict(kwargs or {})
        if func is torch.tensor and kwargs.get("device") is not None:
            where = kwargs.pop("device")
            return func(*args, **kwargs, device=torch.device("cpu")).to(where)
        return func(*args, **kwargs)


class Pretending(TorchDispatchMode):
    """While this is on, ``device="meta"`` is a device that computes. ``operations`` counts what was begun there."""

    def __init__(self):
        super().__init__()
        self.operations = 0

    def __enter__(self):
        self.numbers = Numbers()
        self.numbers.__enter__()
        return super().__enter__()

    def __exit__(self, *error):
        super().__exit__(*error)
        self.numbers.__exit__(*error)

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        found = done(func, args, kwargs or {})
        self.operations += any(isinstance(one, There) for one in tree_flatten(found)[0])
        return found


def done(func, args: tuple, kwargs: dict):
    """The operation on what is inside; wrapped where it belongs elsewhere."""
    packet, leaves = func.overloadpacket, tree_flatten((args, kwargs))[0]
    given = [one for one in leaves if isinstance(one, Tensor)]
    there = any(isinstance(one, There) for one in given)
    if there and packet not in BETWEEN:
        refuse_mixture(func, packet, given, args)
    for asked in (one for one in leaves if isinstance(one, torch.device)):
        there = asked.type == "meta"
        if there and kwargs.get("generator") is not None:
            raise WrongDevice(f"{func}: a generator of the processor cannot draw elsewhere")
    if packet is aten.copy_:
        there = isinstance(args[0], There)
    inner = {id(one.inside): one for one in given if isinstance(one, There)}
    found = func(*tree_map(_opened, args), **tree_map(_opened, kwargs))
    if not there:
        return found
    return tree_map(lambda one: _closed(one, inner) if isinstance(one, Tensor) else one, found)


def refuse_mixture(func, packet, given: list[Tensor], args: tuple) -> None:
    for one in given:
        if isinstance(one, There):
            continue
        number = one.dim() == 0 and packet in WITH_A_NUMBER
        place = packet in INDEXED and one.dtype in (torch.int64, torch.bool) and one is not args[0]
        if not (number or place):
            raise WrongDevice(f"{func}: a tensor {tuple(one.shape)} lies in the processor's memory, the others elsewhere")


def _opened(one):
    if isinstance(one, torch.device):
        return torch.device("cpu")
    return one.inside if isinstance(one, There) else one


def _closed(one: Tensor, known: dict[int, There]) -> There:
    """What was written in place comes back as the very tensor that was given."""
    return known[id(one)] if id(one) in known else There(one)
