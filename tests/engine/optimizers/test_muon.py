"""Muon beside torch.optim.Muon, whose bfloat16 is taken out for the purpose, and torch.optim.AdamW; its aim by the SVD."""

import numpy as np
import pytest
import torch

from engine import reference
from engine.layers.base import ParameterBlock, in_a_row
from engine.layout import slots_of
from engine.optimizers.muon import Muon, orthogonal
from engine.plan import Plan
from engine.spec import parse
from engine.torch_optimizers import find
from tests.engine.optimizers.race import LATE, Ours, double_precision

MATRICES = in_a_row(*(ParameterBlock("weight", *shape) for shape in [(2, 7), (7, 5), (5, 8), (8, 1), (1, 3)]))
SIZE = MATRICES[-1].stop
MEMBERS = [Muon(), Muon(lr=0.1, momentum=0.5, rest=0.5, beta1=0.5, beta2=0.9, eps=0.01), Muon(lr=0.003, momentum=0.0, rest=0.0)]


@pytest.fixture
def full_precision(monkeypatch):
    """torch.optim.Muon without its rounding: `bfloat16()` there is a copy of what it is called on."""
    monkeypatch.setattr(torch.Tensor, "bfloat16", torch.Tensor.clone)


class Torch:
    """torch.optim.Muon on the inner matrices, as torch's layers have them (out, in), torch.optim.AdamW on everything else."""

    def __init__(self, entry: Muon, flat: torch.Tensor):
        self.entry, inner = entry, MATRICES if entry.ends else MATRICES[1:-1]
        self.parts = [(name, block.of(flat)[rows].T.clone()) for block in MATRICES for name, rows in pieces(block)]
        self.params = [torch.nn.Parameter(part) for _, part in self.parts]
        chosen = [bool(name) and any(name is block for block in inner) for name, _ in self.parts]
        self.muon = torch.optim.Muon(
            [p for p, is_inner in zip(self.params, chosen, strict=True) if is_inner],
            lr=entry.lr,
            weight_decay=0,
            momentum=entry.momentum,
        )
        self.adam = torch.optim.AdamW(
            [p for p, is_inner in zip(self.params, chosen, strict=True) if not is_inner],
            lr=entry.lr * entry.rest,
            betas=(entry.beta1, entry.beta2),
            eps=entry.eps,
            weight_decay=0,
        )

    def step(self, g: torch.Tensor) -> None:
        gradients = [block.of(g)[rows].T.clone() for block in MATRICES for _, rows in pieces(block)]
        for p, gradient in zip(self.params, gradients, strict=True):
            p.grad = gradient
        self.muon.step()
        self.adam.step()

    def flat(self, values) -> torch.Tensor:
        """Tensors like the parameters, as one of our rows."""
        out = torch.zeros(SIZE, dtype=self.params[0].dtype)
        places = [block.of(out)[rows].T for block in MATRICES for _, rows in pieces(block)]
        for place, value in zip(places, values, strict=True):
            place.copy_(value)
        return out

    def row(self) -> torch.Tensor:
        return self.flat([p.detach() for p in self.params])

    def slot(self, *names: str) -> torch.Tensor:
        """A kept tensor under whichever of these names each optimizer gives it."""
        states = [self.muon.state.get(p) or self.adam.state.get(p) or {} for p in self.params]
        kept = [next((state[name] for name in names if name in state), None) for state in states]
        return self.flat([torch.zeros_like(p) if one is None else one for p, one in zip(self.params, kept, strict=True)])


def pieces(block):
    """The weights of a block, under its own name, and its bias, under none."""
    return [(block, slice(0, block.fan_in)), (None, slice(block.fan_in, None))]


def begun(entries, dtype):
    ours = Ours(entries, dtype)
    ours.kind["matrices"] = MATRICES
    ours.p = torch.randn(len(entries), SIZE, generator=torch.Generator().manual_seed(1), dtype=dtype)
    ours.slots = {name: torch.zeros_like(ours.p) for name in Muon.slots}
    return ours, [Torch(entry, row) for entry, row in zip(entries, ours.p, strict=True)]


def gradients(steps, dtype):
    """Of widely unlike sizes; every seventh step the second half gets none at all."""
    source = torch.Generator().manual_seed(2)
    for step in range(1, steps + 1):
        g = torch.randn(SIZE, generator=source, dtype=dtype) * torch.logspace(-3, 2, SIZE, dtype=dtype).flip(0)
        g[SIZE // 2 :] *= step % 7 > 0
        yield step, g


@pytest.mark.parametrize("ends", [False, True])
def test_one_step_from_torchs_state_is_torchs_step(full_precision, ends):
    """Relative to the larger of |p| of the matrix or bias: a product rounds its sums, so single tiny numbers say nothing."""
    entries = [entry.model_copy(update={"ends": ends}) for entry in MEMBERS]
    ours, theirs = begun(entries, torch.float32)
    worst = 0.0
    for row, other in enumerate(theirs):
        for _, g in gradients(LATE * row, torch.float32):
            other.step(g)
    for step, g in gradients(100, torch.float32):
        for row, other in enumerate(theirs):
            ours.p[row], ours.slots["m"][row] = other.row(), other.slot("momentum_buffer", "exp_avg")
            ours.slots["v"][row] = other.slot("exp_avg_sq")
        ours.step(g.expand(len(entries), -1).contiguous(), step + LATE * np.arange(len(entries)))
        for row, other in enumerate(theirs):
            other.step(g)
            after = other.row()
            for block in MATRICES:
                apart = (block.of(ours.p[row]) - block.of(after)).abs().max()
                worst = max(worst, (apart / block.of(after).abs().max()).item())
    assert 0 < worst <= 1e-6


def test_three_hundred_steps_of_its_own_in_float64_end_where_torch_ends(full_precision):
    with double_precision():
        ours, theirs = begun(MEMBERS, torch.float64)
        for step, g in gradients(300, torch.float64):
            ours.step(g.expand(len(MEMBERS), -1).contiguous(), np.full(len(MEMBERS), step))
            for other in theirs:
                other.step(g)
        after = torch.stack([other.row() for other in theirs])
    assert ((ours.p - after).abs().max() / after.abs().max()).item() <= 1e-10


def test_torchs_own_rounding_to_bfloat16_is_where_we_differ():
    ours, [theirs] = begun([Muon()], torch.float32)
    before, (_, g) = ours.p.clone(), next(gradients(1, torch.float32))
    ours.step(g.unsqueeze(0), np.array([1]))
    theirs.step(g)
    for block in MATRICES[1:-1]:
        step = block.of(ours.p[0] - before[0])[:-1]
        apart = (block.of(ours.p[0]) - block.of(theirs.row()))[:-1]
        assert 1e-5 < (apart.norm() / step.norm()).item() < 0.03


@pytest.mark.parametrize("shape", [(2, 2), (3, 8), (8, 3), (32, 20), (1, 6), (6, 1), (1, 1)])
def test_the_step_is_nearly_the_nearest_orthogonal_matrix(shape):
    source = torch.Generator().manual_seed(3)
    left, _, right = torch.linalg.svd(torch.randn(*shape, generator=source, dtype=torch.float64), full_matrices=False)
    sizes = torch.logspace(0, -2, min(shape), dtype=torch.float64)
    made = orthogonal((left * sizes @ right).unsqueeze(0))[0]
    found = left.T @ made @ right.T
    assert torch.allclose(found, torch.diag(torch.diag(found)), atol=1e-9)  # the singular vectors stay
    assert torch.diag(found).min() > 0.6 and torch.diag(found).max() < 1.3  # and a hundredth counts as much as one


@pytest.mark.parametrize("shape", [(33, 64), (64, 33), (17, 5), (1, 7), (900, 1), (3, 256), (128, 128)])
def test_a_matrix_has_the_same_bits_in_any_company(shape):
    source = torch.Generator().manual_seed(4)
    wide = torch.randn(100, shape[0] * shape[1] + 5, generator=source)
    matrices = wide[:, 3:-2].unflatten(1, shape)  # an odd stride, so that rows are aligned in every way
    for width in (2, 3, 17, 100):
        together = orthogonal(matrices[:width])
        for row in range(0, width, max(1, width // 7)):
            assert torch.equal(together[row], orthogonal(matrices[row : row + 1])[0]), (width, row)


STACKS = {
    "circles": [{"name": "dense", "units": 6}, {"name": "layer_norm"}, *({"name": "dense", "units": units} for units in (5, 7))],
    "remember_first": [{"name": "lstm", "units": 4, "returns": "all"}, {"name": "layer_norm"}, {"name": "gru", "units": 3}],
    "digits": [
        {"name": "conv2d", "channels": 3}, {"name": "layer_norm"}, {"name": "conv2d", "channels": 4}, {"name": "flatten"},
        {"name": "dense", "units": 5},
    ],
}  # fmt: skip


@pytest.mark.parametrize("data", STACKS)
def test_what_scripts_carry_finds_the_same_matrices(data):
    """The first gradient of a real network, taken by the engine's rule and by the class on the model's own parameters."""
    loss = "binary_cross_entropy" if data == "circles" else "cross_entropy"
    network, optimizer = {"layers": STACKS[data]}, {"name": "muon"}
    recipe = {"data": {"name": data}, "network": network, "loss": {"name": loss}, "optimizer": optimizer}
    plan = Plan(parse(recipe))
    model = reference.build(plan, torch.float64, plan.initial().double())
    name, settings = plan.spec.optimizer.in_torch()
    optimizer = find(name)(model.parameters(), **settings)
    ours = Ours([plan.spec.optimizer], torch.float64)
    ours.kind["matrices"] = plan.weights
    ours.p = flat(plan, model.matrices())
    ours.slots = {slot: torch.zeros_like(ours.p) for slot in Muon.slots}
    source = torch.Generator().manual_seed(5)
    for step in (1, 2, 3):
        for p in model.parameters():
            p.grad = torch.randn(p.shape, generator=source, dtype=torch.float64)
        ours.step(flat(plan, model.gradients()), np.array([step]))
        optimizer.step()
    assert torch.allclose(ours.p, flat(plan, model.matrices()), rtol=0, atol=1e-10)


def flat(plan, matrices) -> torch.Tensor:
    return torch.cat([matrix.flatten() for matrix in matrices]).unsqueeze(0).clone()


def test_what_it_costs_is_counted():
    spec = parse({"network": {"layers": [{"name": "dense", "units": 8}, {"name": "dense", "units": 4}]}})
    matrices = [block for slot in slots_of(spec) for block in slot.blocks]
    assert [(block.fan_in, block.fan_out) for block in matrices] == [(2, 8), (8, 4), (4, 1)]
    one = 5 * 2 * (4 * 8 * 4 + 4 * 4 * 4 + 4 * 4 * 8)  # five times XXᵀ, GG and (bG + cG²)X, two operations a product
    assert Muon().update_flops(matrices) == one
    assert Muon(ends=True).update_flops(matrices) == one + 5 * 2 * (2 * 8 * 2 + 8 + 2 * 2 * 8) + 5 * 2 * (4 + 1 + 4)
