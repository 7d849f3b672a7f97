import numpy as np
import pytest
import torch

from engine import csv_file
from engine.audit import sequential
from engine.plan import Plan
from engine.roles import guessed
from engine.spec import Refused, parse
from engine.state import State
from engine.training import Member, train
from tests.engine.datasets.checks import is_split, keeps_its_promises

TABLE = csv_file.read([b"id,size,age,kind,gap\n" + b"".join(
    f"{n},{n * 0.5},{n % 7},{'abc'[n % 3]},{'' if n == 4 else n}\n".encode() for n in range(40))])  # fmt: skip
ROLES = {"input_columns": [2, 3], "target_column": 4}


def find(digest):
    return TABLE if digest == TABLE.digest else None


def spec(find=find, **data):
    given = {"name": "upload", "digest": TABLE.digest, **ROLES, **data}
    return parse({"data": given, "training": {"batch_size": 10, "epochs": 5}}, find)


def test_a_table_is_split_honestly():
    for entry in (spec().data, spec(seed=3, test_share=0.5).data, spec(target_column=1, target_as="number").data):
        keeps_its_promises(entry)
        is_split(entry)


def test_columns_have_the_roles_they_are_given():
    data = spec().data
    assert (data.task, data.columns, data.classes) == ("multiclass", ("size", "age"), ("a", "b", "c"))
    raw = data.sample()
    np.testing.assert_array_equal(raw.points, [[n * 0.5, n % 7] for n in range(40)])
    assert raw.targets.tolist() == [n % 3 for n in range(40)]
    number = spec(input_columns=[3], target_column=2, target_as="number").data
    assert (number.task, number.columns, number.classes) == ("regression", ("age",), ())
    assert spec(input_columns=[2], target_column=3).data.classes == tuple("0123456")


def test_numbers_as_classes_stand_in_their_order():
    table = csv_file.read([b"a,b\n1,10\n2,9\n3,-1\n4,10\n"])
    parsed = parse({"data": {"name": "upload", "digest": table.digest, "input_columns": [1], "target_column": 2},
                    "training": {"batch_size": None}}, lambda digest: table)  # fmt: skip
    assert parsed.data.classes == ("-1", "9", "10") and parsed.data.sample().targets.tolist() == [2, 1, 0, 2]


def test_the_loss_left_out_is_the_one_of_the_table():
    assert spec().loss.name == "cross_entropy"
    assert spec(target_column=1, target_as="number").loss.name == "mse"


def test_a_recipe_read_again_is_the_same():
    once = spec()
    assert parse(once.expanded(), find) == once and "table" not in str(once.expanded())


@pytest.mark.parametrize(
    ("change", "path", "words"),
    [
        ({"digest": "0" * 64}, "data.digest", "not here, or not yours to see"),
        ({"digest": "../../etc/passwd"}, "data.digest", "not here, or not yours to see"),
        ({"input_columns": [2, 2]}, "data.input_columns", "named twice"),
        ({"input_columns": [2, 4]}, "data.input_columns", "input and target at once"),
        ({"input_columns": [5]}, "data.input_columns", "“gap” holds words or empty cells"),
        ({"input_columns": [6]}, "data.input_columns", "5 columns, so there is no column 6"),
        ({"input_columns": [0]}, "data.input_columns", "there is no column 0"),
        ({"input_columns": []}, "data.input_columns", "fewer than"),
        ({"target_column": 4, "target_as": "number"}, "data.target_column", "cannot be a number"),
        ({"target_column": 1}, "data.target_column", "40 different values; classes are 2 to 20"),
        ({"target_column": 5}, "data.target_column", "none of them empty"),
    ],
)
def test_roles_that_do_not_fit_are_refused_at_their_field(change, path, words):
    with pytest.raises(Refused) as refused:
        spec(**change)
    [problem] = refused.value.problems
    assert problem.path == path and words in problem.message


def test_nobody_is_told_whether_a_table_is_there_without_somebody_who_finds_it():
    with pytest.raises(Refused, match="not here, or not yours"):
        spec(find=None)


def test_the_guess_takes_the_last_column_that_can_be_a_target_and_every_number_as_input():
    assert guessed(TABLE) == ((1, 2, 3), 4, "classes")
    assert guessed(csv_file.read([b"a,b\n1,2.5\n2,3.5\n"])) == ((1,), 2, "number")
    assert guessed(csv_file.read([b"a,b\nx,y\nz,u\n"])) is None


def test_training_equals_pytorch_on_the_same_arrays():
    """A plain loop over torch.nn from our first weights, on arrays that this test makes of the table's own rule."""
    spec = {"data": {"name": "upload", "digest": TABLE.digest, **ROLES}, "training": {"batch_size": None, "epochs": 20}}
    plan = Plan(parse(spec, find))
    [made] = train([Member(plan, State.begin(plan))], 20)
    raw = np.array([[n * 0.5, n % 7] for n in range(40)])
    kept = (plan.data.train_points[:, 0] * 2).astype(int)  # which rows: the size is half the row's number
    x = torch.tensor((raw[kept] - raw[kept].mean(0)) / raw[kept].std(0), dtype=torch.float32)
    y = torch.tensor(kept % 3)
    net = torch.nn.Sequential(
        torch.nn.Linear(2, 6), torch.nn.Tanh(), torch.nn.Linear(6, 4), torch.nn.Tanh(), torch.nn.Linear(4, 3)
    )  # fmt: skip
    net.load_state_dict(sequential(plan, plan.initial()))
    optimizer, losses = torch.optim.SGD(net.parameters(), lr=plan.spec.optimizer.lr), []
    for _ in range(21):
        loss = torch.nn.functional.cross_entropy(net(x), y)
        losses.append(loss.item())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    np.testing.assert_allclose(made.columns["train_loss"], losses, rtol=2e-6)
