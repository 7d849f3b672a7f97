"""What holds for every optimizer, found by discovery: a new one is tested here without a line being written."""

import inspect

import numpy as np
import pytest
import torch

from engine.optimizers import registry
from engine.params import shown
from tests.engine.optimizers.race import SIZE, Ours, matrices_of

ENTRIES = [entry for entry in registry if not entry.full_batch]  # the others: test_full_batch.py
NAMES = [entry.model_fields["name"].default for entry in ENTRIES]
every_optimizer = pytest.mark.parametrize("entry", ENTRIES, ids=NAMES)


def kinds(entry) -> list[dict]:
    """Every setting of the structural switches."""
    switches = [name for name, field in entry.model_fields.items() if field.annotation is bool]
    return [{name: on for name in switches} for on in ((False, True) if switches else (False,))]


def per_replica(entry) -> dict[str, float]:
    """Each per-replica field with a value far from its default."""
    fields = {name: field.default for name, field in entry.model_fields.items() if shown(field) and shown(field).varies}
    whole = {name for name in fields if entry.model_fields[name].annotation is int}
    return {name: 7 if name in whole else default / 2 if default > 1e-3 else 0.05 for name, default in fields.items()}


def run(entries, steps=20, columns=slice(None)) -> torch.Tensor:
    """Rows after some steps on gradients that depend on nothing but the step."""
    ours, source = Ours(entries, torch.float32), torch.Generator().manual_seed(5)
    for step in range(1, steps + 1):
        g = torch.randn(SIZE, generator=source).expand(len(entries), -1).contiguous()
        ours.step(g, np.full(len(entries), step))
    return ours.judged


@every_optimizer
def test_members_use_their_own_value_of_each_per_replica_field(entry):
    for kind in kinds(entry):
        for name, value in per_replica(entry).items():
            first, second = entry(**kind), entry(**kind, **{name: value})
            together = run([first, second])
            assert torch.equal(together[0], run([first])[0]), name
            assert torch.equal(together[1], run([second])[0]), name
            assert not torch.equal(together[0], together[1]), f"{name} changes nothing"


@every_optimizer
def test_a_rows_bits_do_not_depend_on_how_many_rows_there_are_or_where_it_stands(entry):
    source = torch.Generator().manual_seed(2)
    for kind in kinds(entry):
        member = entry(**kind)
        for size in (1, 2, 7, 24, 33):
            p, gradients = torch.randn(size, generator=source), torch.randn(12, size, generator=source)
            alone = steps_in_buffer(member, p, gradients, rows=1, row=0, offset=0)
            for rows, row, offset in ((2, 1, 0), (3, 1, 5), (17, 16, 3), (100, 41, 1)):
                company = steps_in_buffer(member, p, gradients, rows, row, offset)
                assert torch.equal(alone, company), (size, rows, row, offset)


def steps_in_buffer(member, p, gradients, rows, row, offset) -> torch.Tensor:
    """The member at ``row`` of a block that starts ``offset`` rows into a larger buffer; neighbours differ in everything."""
    rule, size = type(member), len(p)
    source = torch.Generator().manual_seed(rows)
    whole = torch.randn(rows + offset, size, generator=source)
    params = whole[offset:]
    params[row] = p
    others = [member.model_copy(update=per_replica(rule)) for _ in range(rows)]
    ours = Ours([member if r == row else others[r] for r in range(rows)], torch.float32)
    ours.p = params
    if rule.shaped:
        ours.kind["matrices"] = matrices_of(size)
    first = member.first_slots(size)
    ours.slots = {name: first[name].expand(rows, -1).clone() for name in rule.slots}
    for step, gradient in enumerate(gradients, start=1):
        g = torch.randn(rows, size, generator=source)
        g[row] = gradient
        ours.step(g, np.where(np.arange(rows) == row, step, step + 50))
    return params[row].clone()


@every_optimizer
def test_many_steps_planned_at_once_have_the_coefficients_of_single_steps(entry):
    members = [entry(), entry(**per_replica(entry))]
    steps = np.arange(1, 31)[:, None] + np.array([[0, 4]])
    at_once, one_by_one = Ours(members, torch.float32), Ours(members, torch.float32)
    planned = at_once.coefficients(steps)
    for row, together in zip(steps, planned, strict=True):
        alone = one_by_one.coefficients(row[None])[0]
        assert all(torch.equal(together[name], alone[name]) for name in together)
    assert all((at_once.scalars[name] == one_by_one.scalars[name]).all() for name in entry.scalars)


@every_optimizer
def test_silence_and_a_rate_of_zero_leave_finite_parameters_where_they_are(entry):
    for kind in kinds(entry):
        ours = Ours([entry(**kind).model_copy(update={"lr": 0.0})], torch.float32)
        ours.p.fill_(0.7)
        for step in range(1, 10):
            ours.step(torch.zeros(1, SIZE), np.array([step]))
        assert torch.equal(ours.p, torch.full((1, SIZE), 0.7))


@every_optimizer
def test_the_gradient_is_left_as_it_was(entry):
    ours, g = Ours([entry()], torch.float32), torch.randn(1, SIZE)
    before = g.clone()
    ours.step(g, np.array([1]))
    assert torch.equal(g, before)


@every_optimizer
def test_the_docstring_names_the_source_and_where_pytorch_stands(entry):
    assert "Source:" in entry.__doc__ and "torch.optim" in entry.__doc__


# Where an entry is more than its namesake: the switch that makes it what it is, and the rate of First light.
OWN_DEFAULTS = {
    "sgd": {"lr"}, "sgd_averaged": {"lr"}, "momentum": {"momentum"}, "nesterov": {"momentum", "nesterov"}, "amsgrad": {"amsgrad"},
}  # fmt: skip


@every_optimizer
def test_the_defaults_are_pytorchs(entry):
    name, settings = entry().in_torch()
    theirs = getattr(torch.optim, name, None)
    if theirs is None:
        assert entry.__name__ in ("Lion", "Muon")  # the first is not there, the second takes AdamW along
        return
    usual = {key: found.default for key, found in inspect.signature(theirs).parameters.items()}
    otherwise = {key for key, value in settings.items() if value != usual[key]}
    assert otherwise == OWN_DEFAULTS.get(entry.model_fields["name"].default, set())


@pytest.mark.parametrize("entry", list(registry), ids=lambda entry: entry.model_fields["name"].default)
def test_whatever_is_kept_from_step_to_step_has_words_for_people(entry):
    """`gradient` is what second-order rules hand on to the record; the page shows the gradient by itself."""
    assert set(entry.kept) == set(entry.slots) - {"gradient"}
    assert all(words[0].isupper() for words in entry.kept.values())
