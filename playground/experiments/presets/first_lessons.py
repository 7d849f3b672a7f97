"""The first lessons: dense networks, from a ring of points to three kinds of flowers."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from playground.experiments.presets.base import Preset, dense

RANK = 10

XOR_TABLE = {"data.name": "xor_table", "optimizer.lr": "0.3", "training.batch_size": "none", "training.epochs": "600"}

PRESETS = (
    Preset("first-light", _("First light"), _("Ten neurons bend straight lines into a ring."), {}),
    Preset(
        "one-line",
        _("One line is enough"),
        _("Some problems need no hidden layer at all."),
        {"data.name": "gaussians", "training.epochs": "100", **dense([])},
    ),
    Preset(
        "one-neuron",
        _("One neuron meets XOR"),
        _("The gradient goes to zero and the answer is still wrong: blame the model."),
        {**XOR_TABLE, **dense([])},
        speed=120,
        first_try=("do", "layer.add"),
    ),
    Preset(
        "four-neurons",
        _("Four neurons solve it"),
        _("One hidden layer, and it can be done."),
        {**XOR_TABLE, **dense([4])},
        speed=120,
    ),
    Preset(
        "two-lines",
        _("Two lines make no ring"),
        _("Two neurons draw two lines; add the third."),
        {"data.noise": "0.05", "optimizer.lr": "0.3", **dense([2])},
        first_try=("do", "units.more.0"),
    ),
    Preset(
        "better-inputs",
        _("Better inputs"),
        _("The right inputs can replace a whole network."),
        {"data.features": "x1_squared,x2_squared", "training.epochs": "100", **dense([])},
    ),
    Preset(
        "deep-sigmoid",
        _("Why deep nets were hard"),
        _("Each sigmoid layer passes on a fraction of the gradient."),
        {"optimizer.lr": "0.1", **dense([6] * 6, activation="sigmoid")},
        first_try=("all.activation", "tanh"),
    ),
    Preset(
        "too-long-a-step",
        _("One step too long"),
        _("Just above 2/curvature every step overshoots further."),
        {
            "data.name": "noisy_line",
            "loss.name": "mse",
            "optimizer.lr": "1.1",
            "training.batch_size": "none",
            **dense([]),
        },
        first_try=("optimizer.lr", "0.11"),
    ),
    Preset(
        "dead-neurons",
        _("Dead neurons"),
        _("One giant step can switch a ReLU off for good."),
        {
            "network.initializer.name": "he_normal",
            "optimizer.lr": "5",
            "training.epochs": "100",
            **dense([6, 4], activation="relu"),
        },
        speed=5,
        first_try=("optimizer.lr", "0.03"),
    ),
    Preset(
        "by-heart",
        pgettext_lazy("experiment", "Learning by heart"),
        _("Training loss falls, test loss turns up: that is over-fitting."),
        {
            "data.name": "xor",
            "data.samples": "100",
            "data.noise": "0.35",
            "optimizer.name": "adam",
            "optimizer.lr": "0.01",
            "training.batch_size": "10",
            "training.epochs": "400",
            **dense([16, 16]),
        },
        first_try=("regularization.l2", "0.03"),
    ),
    Preset(
        "two-spirals",
        _("Two spirals"),
        _("The hard one: watch the arms unroll."),
        {"data.name": "spirals", "data.test_share": "0.3", "optimizer.name": "adam", "optimizer.lr": "0.01", **dense([16, 16])},
    ),
    Preset(
        "rolling-downhill",
        _("Rolling downhill"),
        _("Momentum adds up small pushes; try it without."),
        {"data.name": "moons", "optimizer.name": "momentum", "optimizer.lr": "0.01", "training.epochs": "200"},
    ),
    Preset(
        "all-zero",
        _("All zero"),
        _("If all weights are equal, nothing can learn to differ."),
        {"network.initializer.name": "zeros"},
        first_try=("network.initializer.name", "xavier_uniform"),
    ),
    Preset(
        "too-loud",
        _("Too loud a start"),
        _("Saturated neurons answer loudly and learn nothing."),
        {"network.initializer.name": "normal", "network.initializer.scale": "10"},
        first_try=("network.initializer.name", "xavier_uniform"),
    ),
    Preset(
        "bold-then-careful",
        _("Bold, then careful"),
        _("A falling rate turns trembling into rest."),
        {
            "data.name": "xor",
            "optimizer.lr": "1",
            "schedule.name": "cosine",
            "training.batch_size": "8",
            "training.epochs": "100",
            **dense([8, 8]),
        },
    ),
    Preset(
        "iris-flowers",
        _("Iris flowers"),
        _("Three kinds of flowers from four measurements."),
        {
            "data.name": "iris",
            "loss.name": "cross_entropy",
            "network.initializer.name": "he_uniform",
            "optimizer.name": "adam",
            "optimizer.lr": "0.01",
            "training.batch_size": "none",
            **dense([10], activation="relu"),
        },
    ),
)
