"""Shrink a trained network: leave out its smallest weights, keep the others on few levels, and see what it still can.

Magnitude pruning, over all layers together: the share of weights nearest to 0 becomes 0 (biases and norms stay). Source: Han,
Pool, Tran and Dally, "Learning both weights and connections for efficient neural networks" (2015), without their retraining. As
torch.nn.utils.prune.global_unstructured with L1Unstructured.

Quantization, layer by layer and symmetric: w → q·s with q = round(w/s) and s = max|w| / (2^(bits−1) − 1), so that 0 stays 0.
Source: Krishnamoorthi, "Quantizing deep convolutional networks for efficient inference" (2018), §2.2. The arithmetic stays in
float32 (torch.fake_quantize_per_tensor_affine); what is saved is room. Weights are pruned first.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from engine import hyper, metrics
from engine.evaluation import Evaluation
from engine.plan import Plan
from engine.state import State

SHARES = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99)  # of all weights left out
BITS = (32, 8, 6, 4, 3, 2)  # of each weight kept; 32: as trained
BINS = 41  # of the histogram, over ± the largest weight of the network


@dataclass(frozen=True)
class Weights:
    """The weights of one layer's block in the flat buffer: ``layer`` counts from 1."""

    layer: int
    start: int
    stop: int


def weights_of(plan: Plan) -> list[Weights]:
    """The matrices that shrinking reaches: those that penalties reach, without their biases."""
    return [
        Weights(slot.index, block.start, block.start + block.fan_in * block.fan_out)
        for slot in plan.slots
        for block in slot.blocks
        if block.penalised
    ]


def pruned(params: Tensor, places: list[Weights], share: float) -> Tensor:
    """Parameters (size,) with the ``share`` of weights nearest to 0 set to 0; round(share · n) of them."""
    index = torch.cat([torch.arange(one.start, one.stop) for one in places])
    count = round(share * len(index))
    result = params.clone()
    if count:
        result[index[torch.topk(params[index].abs(), count, largest=False).indices]] = 0.0
    return result


def quantized(params: Tensor, places: list[Weights], bits: int) -> Tensor:
    """Parameters (size,) with each layer's weights on 2^bits − 1 levels, evenly spaced about 0."""
    result = params.clone()
    for one in places if bits < 32 else ():
        weights = params[one.start : one.stop]
        levels = 2 ** (bits - 1) - 1
        step = weights.abs().max() / levels
        if step > 0:
            result[one.start : one.stop] = torch.round(weights / step).clamp(-levels, levels) * step
    return result


def size(parameters: int, weights: list[int], kept: list[int], bits: int) -> int:
    """Bytes of a file with nothing but the numbers.

    A layer's weights take ``bits`` each, and where that is less, those kept take ``bits`` and every place one more bit that says
    whether it is kept. Under 32 bits a layer has its step in 4 bytes. Everything else (biases, norms) stays float32.
    """
    total = 4 * (parameters - sum(weights))
    for all_of_them, some in zip(weights, kept, strict=True):
        total += min(-(-all_of_them * bits // 8), -(-(some * bits + all_of_them) // 8)) + (4 if bits < 32 else 0)
    return total


def work(plan: Plan, state: State) -> Iterator[float]:
    """Judge every setting of SHARES × BITS; yields its progress, returns the report as JSON-able numbers.

    {"epoch", "metric", "shares", "bits", "edges", "layers": [{"layer", "weights"}], "settings": [[per bits…] per share]}, a
    setting {"score", "train_loss", "test_loss", "bytes", "kept", "histogram", "layers": [{"kept", "levels", "moved"}]}; "moved"
    is ‖w′ − w‖ ÷ ‖w‖ of the layer.
    """
    places = weights_of(plan)
    params = state.judged(plan)
    judge = Judge(plan, state)
    reach = max((float(params[one.start : one.stop].abs().max()) for one in places), default=0.0) or 1.0
    edges = np.linspace(-reach, reach, BINS + 1)
    settings: list[list[dict]] = []
    for share in SHARES:
        fewer = pruned(params, places, share)
        settings.append([])
        for bits in BITS:
            small = quantized(fewer, places, bits)
            settings[-1].append({**judge.scores(small), **_facts(plan, places, params, small, bits, edges)})
            yield (sum(map(len, settings))) / (len(SHARES) * len(BITS))
    return {
        "epoch": state.epoch,
        "metric": judge.metric,
        "shares": list(SHARES),
        "bits": list(BITS),
        "edges": edges.tolist(),
        "layers": [{"layer": one.layer, "weights": one.stop - one.start} for one in places],
        "settings": settings,
    }


def _facts(plan: Plan, places: list[Weights], params: Tensor, small: Tensor, bits: int, edges: np.ndarray) -> dict:
    """What a setting is made of, in numbers: sizes, histogram, layer by layer."""
    layers, kept, every = [], [], []
    for one in places:
        before, now = params[one.start : one.stop], small[one.start : one.stop]
        kept.append(int((now != 0).sum()))
        every.append(one.stop - one.start)
        length = float(before.norm())
        moved = float((now - before).norm()) / length if length else 0.0
        layers.append({"kept": kept[-1], "levels": len(torch.unique(now)), "moved": moved})
    weights = torch.cat([small[one.start : one.stop] for one in places]) if places else small[:0]
    histogram = np.histogram(np.clip(weights.numpy(), edges[0], edges[-1]), edges)[0].tolist()
    return {"bytes": size(int(plan.counts.sum()), every, kept, bits), "kept": sum(kept), "histogram": histogram, "layers": layers}


class Judge:
    """Full passes over both splits with parameters of one's choice."""

    def __init__(self, plan: Plan, state: State):
        self.metric = metrics.HEADLINE[plan.task]
        self.evaluation = Evaluation([plan], 1, hyper.loss_settings([plan]))
        self.evaluation.buffers.copy_(state.buffers)

    @torch.inference_mode()
    def scores(self, params: Tensor) -> dict[str, float]:
        """{"score": the headline metric on the test split, "train_loss", "test_loss"}."""
        self.evaluation.params.copy_(params)
        losses = self.evaluation.losses()
        score = self.evaluation.metrics()[self.metric]
        return {"score": float(score[0]), **{name: float(value[0]) for name, value in losses.items()}}
