"""An LSTM remembers over thirty steps what an Elman network, given the same start and the same four epochs, cannot reach.

Both have 32 units, weights from a normal distribution of deviation 0.1, Adam at 0.001, batches of 20 of 1,000 sequences. The LSTM
starts with a forget bias of 3: its cell keeps 0.95³⁰ = a fifth of what came first. The Elman net's gradient shrinks by
about 0.1·√32 = 0.57 a step. It is the budget that decides: within some six more epochs Adam, which takes steps of one size
however faint the gradient is, finds the way for the Elman net too, from most seeds.
"""

import numpy as np

from engine.plan import Plan
from engine.records import decode_frame
from engine.spec import parse
from engine.state import State
from engine.training import Member, Outcome, train

SEEDS, EPOCHS = (1, 2, 3, 4, 5), 4


def plans_of(layer: dict, seeds=SEEDS, epochs: int = EPOCHS) -> list[Plan]:
    return [
        Plan(
            parse(
                {
                    "seed": seed,
                    "data": {"name": "remember_first", "lag": 30, "samples": 1250, "test_share": 0.2, "seed": seed},
                    "network": {"layers": [{"units": 32, **layer}], "initializer": {"name": "normal", "scale": 0.1}},
                    "optimizer": {"name": "adam", "lr": 0.001},
                    "training": {"epochs": epochs, "batch_size": 20, "clip_norm": 1.0},
                }
            )
        )
        for seed in seeds
    ]


LSTM, ELMAN = {"name": "lstm", "forget_bias": 3}, {"name": "rnn"}


def trained(plans: list[Plan], epochs: int = EPOCHS) -> list[Outcome]:
    return train([Member(plan, State.begin(plan)) for plan in plans], epochs)


def accuracies(outcomes: list[Outcome]) -> list[float]:
    return [float(outcome.columns["test_accuracy"][-1]) for outcome in outcomes]


def arrives(plan: Plan, outcome: Outcome) -> float:
    """‖dL/dh‖ at the first step over that at the last, before anything was learned."""
    norms = decode_frame(plan.frame_schema, outcome.key_frames[0][2])[1]["time_gradients"][0]
    return float(norms[0] / norms[-1])


def test_the_lstm_solves_lag_30_the_elman_net_does_not_and_the_gradient_by_step_shows_why():
    lstms, elmans = plans_of(LSTM), plans_of(ELMAN)
    remembering, forgetting = trained(lstms), trained(elmans)
    assert min(accuracies(remembering)) >= 0.99
    assert max(accuracies(forgetting)) <= 0.5  # a quarter is guessing
    share = [arrives(plan, outcome) for plan, outcome in zip(lstms, remembering, strict=True)]
    faint = [arrives(plan, outcome) for plan, outcome in zip(elmans, forgetting, strict=True)]
    assert min(share) > 0.01 and max(faint) < 1e-5
    assert np.median(faint) < 1e-7
