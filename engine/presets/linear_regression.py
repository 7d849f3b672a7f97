"""y = wx + b on labels that do not depend on x, by four optimizers; and on labels that do."""

from engine.presets.base import Preset
from engine.sentences import Word


def fit(data: str, optimizer: dict, batch: int | None = 32) -> dict:
    return {
        "data": {"name": data},
        "network": {"layers": []},
        "loss": {"name": "mse"},
        "optimizer": optimizer,
        "training": {"epochs": 100, "batch_size": batch},
    }


def both(name: str, title: Word, optimizer: dict, rank: int, batch: int | None = 32) -> Preset:
    """Printed: labels drawn apart from the inputs. Mended: points along a line."""
    return Preset(
        name=name,
        title=title,
        about=Word(
            "As printed the labels are independent random numbers: the best loss is their variance, 1/12 = 0.0833."
        ),
        changed=Word(
            "Labels depend on the input, so there is something to learn. Optimizer, batch and epochs are the same."
        ),
        settings=fit("noisy_line", optimizer, batch),
        printed=fit("random_labels", optimizer, batch),
        rank=rank,
    )


PRESETS = (
    both("linear-regression", Word("Linear regression, Adam"), {"name": "adam", "lr": 0.01}, 50),
    both("linear-regression-descent", Word("Linear regression, plain descent"), {"name": "sgd", "lr": 0.01}, 51),
    both("linear-regression-momentum", Word("Linear regression, momentum"), {"name": "momentum", "lr": 0.01}, 52),
    both("linear-regression-newton", Word("Linear regression, Newton"), {"name": "newton"}, 53, batch=None),
)
