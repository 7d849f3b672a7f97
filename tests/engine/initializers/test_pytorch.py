import math

import torch

from engine.initializers.pytorch import AsPyTorch
from tests.engine.initializers.against import drawn, is_uniform


def test_weights_and_biases_have_the_range_of_torch_nn_linear():
    is_uniform(drawn(AsPyTorch()), 1 / math.sqrt(200))
    bias = AsPyTorch().bias(200, 30_000, torch.Generator().manual_seed(1))
    is_uniform(bias, 1 / math.sqrt(200))
    theirs = torch.nn.Linear(200, 30_000)
    assert abs(theirs.bias.abs().max() / bias.abs().max() - 1) < 0.001
