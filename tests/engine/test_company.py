"""Row r of a wide call has the bits of the same row alone: every rule the engine runs, at odd widths and sizes."""

import importlib

import pytest
import torch

import engine
from engine.activations import registry as activations
from engine.losses import registry as losses
from engine.rng import keep_mask

WIDTHS = (1, 2, 3, 17, 100)
UNITS, BATCHES = (1, 3, 7), (1, 10, 26, 33)
ODD = (0.0, -0.0, 1e30, -1e30, 1e-30, 88.0, -104.0, 1e-40, -3e-42, float("inf"), -float("inf"), 20.0, -20.0)


def numbers(*shape, seed=0):
    """Values of all sizes; in every row some zeros of both signs, numbers far out, infinite ones and denormal ones."""
    draw = torch.Generator().manual_seed(seed)
    values = torch.randn(*shape, generator=draw) * 10.0 ** torch.randint(-6, 3, shape, generator=draw)
    flat = values.view(shape[0], -1)
    odd = torch.tensor(ODD)[torch.randint(0, len(ODD), (shape[0], max(1, flat.shape[1] // 5)), generator=draw)]
    return flat.scatter_(1, torch.randint(0, flat.shape[1], odd.shape, generator=draw), odd).view(shape)


def same_bits(one, other):
    return one.contiguous().view(torch.int32).equal(other.contiguous().view(torch.int32))


def test_the_engine_counts_what_is_almost_nothing_as_nothing():
    """Denormal numbers slow a whole cohort 20 to 100 times; and one thread a process, or trainers starve each other."""
    torch.set_flush_denormal(False)
    almost = torch.full((8,), 1e-39)
    assert (almost * 0.5 != 0).all()  # the check can fail
    importlib.reload(engine)
    assert (almost * 0.5 == 0).all() and torch.get_num_threads() == 1


@pytest.mark.parametrize("entry", list(activations), ids=lambda entry: entry.__name__)
def test_an_activation_answers_alike_in_any_company(entry):
    for units in UNITS:
        for batch in BATCHES:
            z, grad = numbers(100, units, batch), numbers(100, units, batch, seed=1)
            alone = [rules(entry, z[row : row + 1], grad[row : row + 1]) for row in range(100)]
            for width in WIDTHS:
                for first in {0, (100 - width) // 3}:
                    together = rules(entry, z[first : first + width].clone(), grad[first : first + width].clone())
                    for row in range(0, width, max(1, width // 7)):
                        for wide, lone in zip(together, alone[first + row], strict=True):
                            assert same_bits(wide[row], lone[0]), (units, batch, width, row)


def rules(entry, z, grad):
    """Forward into a slice of the next layer's input buffer, as the engine does, and backward in place."""
    rows, units, batch = z.shape
    out = torch.ones(rows, units + 1, batch)[:, :units]
    z = z.contiguous()
    a = entry.forward(z, out)
    return a, entry.backward(grad, z, a, grad.clone())


@pytest.mark.parametrize("entry", list(losses), ids=lambda entry: entry.__name__)
def test_a_loss_answers_alike_in_any_company(entry):
    for outputs in (1, 3, 10) if "multiclass" in entry.outputs else (1,):
        for batch in BATCHES:
            y, target = numbers(100, outputs, batch), torch.eye(10)[:outputs].repeat(100, 1, 4)[:, :, :batch].contiguous()
            delta = torch.linspace(0.1, 2, 100).view(100, 1, 1)
            alone = [value_and_gradient(entry, y, target, delta, slice(row, row + 1)) for row in range(100)]
            for width in WIDTHS:
                for first in {0, (100 - width) // 3}:
                    together = value_and_gradient(entry, y, target, delta, slice(first, first + width))
                    for row in range(0, width, max(1, width // 7)):
                        for wide, lone in zip(together, alone[first + row], strict=True):
                            assert same_bits(wide[row], lone[0]), (outputs, batch, width, row)


def value_and_gradient(entry, y, target, delta, rows):
    y, target, h = y[rows].clone(), target[rows].clone(), {"delta": delta[rows]}
    return entry.pointwise(y, target, h), entry.gradient(y, target, h, torch.empty_like(y))


@pytest.mark.parametrize("fan_in, fan_out, batch", [(2, 4, 10), (3, 6, 32), (7, 5, 26), (64, 33, 17), (1, 1, 1), (5, 3, 500)])
def test_products_and_sums_answer_alike_at_any_offset_in_the_flat_buffer(fan_in, fan_out, batch):
    size = (fan_in + 1) * fan_out + 5  # an odd stride, so that rows are aligned in every way
    flat, x, dz = numbers(100, size), numbers(100, fan_in + 1, batch, seed=1), numbers(100, fan_out, batch, seed=2)

    def products(rows):
        block = flat[rows][:, 3 : 3 + (fan_in + 1) * fan_out].view(-1, fan_in + 1, fan_out)
        inner, outer = x[rows].contiguous(), dz[rows].contiguous()
        z = torch.bmm(block.mT, inner)
        return z, torch.bmm(inner, outer.mT), torch.bmm(block[:, :-1], outer), z.sum(dim=2), z[:, :, : batch // 2].sum(dim=2)

    for width in WIDTHS:
        together = products(slice(0, width))
        for row in range(0, width, max(1, width // 7)):
            for wide, lone in zip(together, products(slice(row, row + 1)), strict=True):
                assert same_bits(wide[row], lone[0]), (width, row)


def test_dropout_masks_are_the_members_own():
    keys, rate = torch.randint(0, 2**62, (100, 1, 1)), torch.rand(100, 1, 1) * 0.9
    counters = torch.arange(5 * 26).view(1, 5, 26)
    wide = keep_mask(keys, 7, counters, rate, torch.empty(100, 5, 26))
    for row in range(0, 100, 9):
        assert same_bits(wide[row], keep_mask(keys[row : row + 1], 7, counters, rate[row : row + 1], torch.empty(1, 5, 26))[0])


def test_dropout_keeps_the_share_it_says_independently_from_step_to_step():
    keys, counters = torch.tensor([[[12345]]]), torch.arange(64 * 500).view(1, 64, 500)
    rate = torch.full((1, 1, 1), 0.3)
    one, two = (keep_mask(keys, step, counters, rate, torch.empty(1, 64, 500)) > 0 for step in (0, 1))
    assert abs(one.float().mean() - 0.7) < 0.01 and abs((one & two).float().mean() - 0.49) < 0.01
    assert abs((one[:, :, 1:] & one[:, :, :-1]).float().mean() - 0.49) < 0.01


def test_this_check_can_fail():
    z = numbers(100, 7, 33)
    assert any(not same_bits(torch.sigmoid(z)[row], torch.sigmoid(z[row : row + 1])[0]) for row in range(100)) or any(
        not same_bits(torch.nn.functional.elu(z)[row], torch.nn.functional.elu(z[row : row + 1])[0]) for row in range(100)
    )
