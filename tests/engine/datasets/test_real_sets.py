"""Networks on the real sets beside scikit-learn's own classifiers and regressors, on the same split."""

import pytest
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.neural_network import MLPClassifier

from engine.plan import Plan
from engine.spec import parse
from engine.state import State
from engine.training import Member, train


def trained(data: dict, layers: list, epochs: int, metric: str, lr: float = 0.01) -> tuple[Plan, float]:
    training = {"epochs": epochs, "batch_size": 32}
    optimizer = {"name": "adam", "lr": lr}
    plan = Plan(parse({"data": data, "network": {"layers": layers}, "optimizer": optimizer, "training": training}))
    [made] = train([Member(plan, State.begin(plan))], epochs)
    return plan, float(made.columns[metric][-1])


@pytest.mark.parametrize("name", ["wine", "breast_cancer"])
def test_a_network_without_hidden_layer_comes_as_far_as_logistic_regression(name):
    plan, accuracy = trained({"name": name}, [], 60, "test_accuracy")
    data = plan.data
    theirs = LogisticRegression(C=1e3, max_iter=2000).fit(data.train_x, data.train_targets).score(data.test_x, data.test_targets)
    assert theirs > 0.9 and abs(accuracy - theirs) < 0.04


def test_a_network_without_hidden_layer_predicts_diabetes_as_least_squares_does():
    plan, r2 = trained({"name": "diabetes"}, [], 200, "test_r2")
    data = plan.data
    theirs = LinearRegression().fit(data.train_x, data.train_targets).score(data.test_x, data.test_targets)
    assert 0.3 < theirs < 0.65 and abs(r2 - theirs) < 0.03


def test_a_hidden_layer_reads_digits_as_well_as_scikit_learns_network():
    plan, accuracy = trained(
        {"name": "digits"}, [{"name": "dense", "units": 64, "activation": "relu"}], 30, "test_accuracy", 0.003
    )
    data = plan.data
    theirs = MLPClassifier((64,), learning_rate_init=0.003, batch_size=32, max_iter=30, alpha=0, random_state=1)
    theirs = theirs.fit(data.train_x, data.train_targets).score(data.test_x, data.test_targets)
    assert theirs > 0.95 and abs(accuracy - theirs) < 0.02
