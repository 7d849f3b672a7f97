"""Which device a plan trains on: the processor, or a GPU where there is one and the network is large enough to gain by it.

The device is no part of a spec, so that a link opens everywhere; it is part of the fingerprint, because a GPU adds in another
order and its records differ in their last digits. Plans, states and records live in the processor's memory; what a cohort
computes with is made on its device (:func:`made_on`), and what is measured comes back.

A GPU needs some microseconds to begin an operation, however small: a step on ten points is a hundred operations of nothing. What
is looked at by people here is mostly so small that the processor wins. :func:`estimate` weighs the two.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from functools import cache

import numpy as np
import torch

from engine.cost import estimate
from engine.layout import slots_of

VARIABLE = "PLAYGROUND_DEVICE"
CHOICES = ("auto", "cpu", "cuda")
CPU = torch.device("cpu")
CUDA = torch.device("cuda", 0)  # one GPU a process: CUDA_VISIBLE_DEVICES says which


class NoSuchDevice(ValueError):
    """What was asked for by the environment is not there, in words."""


def wanted() -> str:
    """What the environment asks for: "auto" (also where it says nothing), "cpu" or "cuda". Raises :class:`NoSuchDevice`."""
    said = os.environ.get(VARIABLE, "").strip().lower() or "auto"
    if said not in CHOICES:
        raise NoSuchDevice(f"{VARIABLE}: “{said[:40]}” is no device; known are {', '.join(CHOICES)}.")
    return said


@cache
def usable() -> tuple[torch.device, ...]:
    """The devices this process may train on, the processor always among them. Raises :class:`NoSuchDevice`."""
    said = wanted()
    if said == "cpu" or not torch.cuda.is_available():
        if said == "cuda":
            raise NoSuchDevice(f"{VARIABLE} says cuda, and there is no GPU here that this PyTorch ({torch.__version__}) can use.")
        return (CPU,)
    return CPU, CUDA


def device_of(spec) -> torch.device:
    """Where a spec trains here unless its run began elsewhere."""
    if len(usable()) == 1:
        return CPU
    if wanted() == "cuda":
        return CUDA
    on_cpu, on_gpu = seconds_a_step(spec)
    return CUDA if on_gpu < on_cpu and not spec.optimizer.full_batch else CPU


# Seconds an operation takes to begin on a GPU: the usual figure from Python, taken high, so that what is close stays. Operations
# a second of one core: 4 to 24 · 10⁹ were measured on steps of MNIST, a small CNN, an LSTM and four layers of 256.
LAUNCH, CORE = 12e-6, 1.2e10
OPERATIONS, A_LAYER, A_MOMENT = 30, 9, 16  # counted: of a step, of each layer in it, of each moment in a recurrent layer


def seconds_a_step(spec) -> tuple[float, float]:
    """A step's time (on one core, on a GPU), to an order of magnitude: operations of arithmetic against operations to begin."""
    cost, slots = estimate(spec), slots_of(spec)
    begun = OPERATIONS + sum(A_LAYER + A_MOMENT * slot.layer.steps(slot.in_shape) for slot in slots)
    return cost.flops_per_epoch / cost.steps_per_epoch / CORE, LAUNCH * begun


def made_on(device: torch.device):
    """A context in which new tensors are made on ``device``. For the processor nothing is switched: its path stays as it is."""
    return nullcontext() if device.type == "cpu" else torch.device(device)


@contextmanager
def _deterministic() -> Iterator[None]:
    """Kernels that add in one order only; others raise. Switched back, so that the processor's runs are not touched."""
    before, filled = torch.are_deterministic_algorithms_enabled(), torch.utils.deterministic.fill_uninitialized_memory
    torch.use_deterministic_algorithms(True)
    torch.utils.deterministic.fill_uninitialized_memory = False  # every buffer is written before it is read
    try:
        yield
    finally:
        torch.use_deterministic_algorithms(before)
        torch.utils.deterministic.fill_uninitialized_memory = filled


def training_on(device: torch.device):
    """A context for the steps themselves: the same bits each time, on a GPU too. On the processor NumPy, which computes part of
    them, says nothing of numbers that grow beyond all bounds: the run's end does."""
    return _deterministic() if device.type == "cuda" else np.errstate(over="ignore", invalid="ignore")
