"""Each tab below the instrument, opened on a finished run, its button pressed, and a number it shows beside PyTorch's.

Two runs for the whole file: pictures, and sequences trained by line searches. What the tabs compute is worked out here with
torch.nn on the weights that the same recipe ends with; tests/engine holds that those are the run's, bit for bit.
"""

import re
from dataclasses import dataclass
from urllib.parse import urlencode

import pytest
import torch
from playwright.sync_api import Locator, Page, expect
from torch import nn
from torch.nn.utils import prune

from engine import flat
from engine.audit import sequential
from engine.plan import Plan
from engine.spec import parse
from engine.state import State
from engine.training import Member, train
from tests.browser import drawn
from tests.browser.conftest import Console
from tests.browser.test_first_light import SCENE, SOON, wait_until
from tests.browser.test_pictures import COLOURS

PICTURES = {
    "data": {"name": "digits", "test_share": 0.75},
    "network": {"layers": [{"name": "conv2d", "channels": 2, "padding": 0}, {"name": "max_pool2d"}, {"name": "flatten"}]},
    "optimizer": {"name": "sgd", "lr": 0.1},
    "training": {"epochs": 12, "batch_size": 32},
}
SEQUENCES = {
    "data": {"name": "remember_first", "lag": 4, "samples": 120},
    "network": {"layers": [{"name": "rnn", "units": 4}]},
    "optimizer": {"name": "lbfgs"},
    "training": {"epochs": 6, "batch_size": None},
}
WORK = 60_000  # ms: what a tab asks of a trainer that others ask too


@dataclass
class Run:
    """A finished run on show, and the same in torch: ``model`` ends with its last weights."""

    page: Page
    plan: Plan
    state: State
    model: nn.Module

    @property
    def test(self) -> tuple[torch.Tensor, torch.Tensor]:
        """Test inputs in the shape the model takes, and class numbers."""
        x, y = self.plan.x[:, :-1].reshape(-1, *self.plan.slots[0].in_shape), self.plan.y
        return x[self.plan.train_count :].double(), y[self.plan.train_count :].argmax(1)

    @property
    def train(self) -> tuple[torch.Tensor, torch.Tensor]:
        x, y = self.plan.x[:, :-1].reshape(-1, *self.plan.slots[0].in_shape), self.plan.y
        return x[: self.plan.train_count].double(), y[: self.plan.train_count].argmax(1)

    def ask(self, tab: str, button: str, answer: str) -> Locator:
        """The panel of a tab after its button was pressed and what matches ``answer`` came."""
        panel = self.page.locator("#closer-panel")
        self.page.locator(f"#tab-{tab}").click()
        panel.get_by_role("button", name=button, exact=True).click()
        expect(panel.locator(answer).first).to_be_visible(timeout=WORK)
        assert not drawn.lacking(self.page), f"{tab}: a figure that cannot be had as PNG and SVG"
        return panel


RAISED = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")


def number(text: str) -> float:
    """0.084, −12.3, 1.5·10⁻⁵, 81.2 %."""
    mantissa, _, exponent = text.replace("−", "-").strip().partition("·10")
    share = 0.01 if mantissa.endswith("%") else 1
    return float(mantissa.rstrip(" %")) * share * 10 ** int(exponent.translate(RAISED) or 0)


def table(box: Locator) -> list[list[str]]:
    """The cells of a table, row by row, as soon as it is there, folded away or not."""
    expect(box.locator("tbody tr").first).to_be_attached()
    return [row.locator("th, td").all_text_contents() for row in box.locator("tbody tr").all()]


def near(shown: str, truth: float | torch.Tensor, digits: float = 0.006) -> bool:
    """Whether a number as people read it, of three digits, is the truth."""
    truth = float(torch.as_tensor(truth).detach())
    return abs(number(shown) - truth) <= digits * abs(truth) + 6e-4


def begun(recipe: dict, model: nn.Module, browser, base_url: str, console: Console) -> Run:
    plan = Plan(parse(recipe))
    state = train([Member(plan, State.begin(plan))], plan.spec.training.epochs)[0].state
    model.load_state_dict({name: tensor.double() for name, tensor in sequential(plan, state.params, state.buffers).items()})
    context = browser.new_context(base_url=base_url, viewport={"width": 1280, "height": 900})
    console.listen(context)
    page = context.new_page()
    page.goto(f"/?{urlencode(flat.flatten(recipe))}&speed=0")
    wait_until(page, f"!!{SCENE}?.recipe")
    page.click("#train")
    expect(page.locator("pg-state")).to_contain_text("Finished", timeout=SOON)
    return Run(page, plan, state, model.eval())


@pytest.fixture(scope="module")
def seen():
    """One console for the pages of this file: whatever is wrong with one of them fails the test that looked."""
    return Console()


@pytest.fixture(autouse=True)
def nothing_is_wrong_there(seen):
    yield
    assert not seen.unexpected(), "the browser complained:\n" + "\n".join(seen.unexpected())


@pytest.fixture(scope="module")
def eye(browser, base_url, seen):
    model = nn.Sequential(nn.Conv2d(1, 2, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(18, 10)).double()
    run = begun(PICTURES, model, browser, base_url, seen)
    yield run
    run.page.context.close()


@pytest.fixture(scope="module")
def memory(browser, base_url, seen):
    run = begun(SEQUENCES, nn.ModuleList([nn.RNN(8, 4, batch_first=True), nn.Linear(4, 4)]).double(), browser, base_url, seen)
    yield run
    run.page.context.close()


def test_open_it(eye):
    panel = eye.ask("open", "Open", "pg-open .fallen canvas")
    x, _ = eye.test
    rows = table(panel.locator(".opened-sums"))
    assert len(rows) >= 10
    for shown in rows[:3]:
        here, empty = x[int(shown[0]) - 1][None], torch.zeros(1, 1, 8, 8, dtype=torch.float64)
        said = int(eye.model(here).argmax())
        assert shown[2] == str(said)
        full, bare = eye.model(here)[0, said], eye.model(empty)[0, said]
        assert near(shown[3], full) and near(shown[4], bare) and near(shown[5], full - bare)
        # integrated gradients by their definition, on a grid of its own
        way = (torch.arange(1000, dtype=torch.float64).view(-1, 1, 1, 1) + 0.5) / 1000 * here
        (slope,) = torch.autograd.grad(eye.model(way.requires_grad_())[:, said].sum(), way)
        assert abs(number(shown[6]) - float((here * slope.mean(0)).sum())) < 0.01 * float((here * slope.mean(0)).abs().sum())
    # the maps themselves, as the cards draw them
    address = panel.locator("pg-open").get_attribute("data-address")
    example = eye.page.request.get(address, headers={"Accept": "application/json"}).json()["result"]["examples"][0]
    here = x[example["number"] - 1][None].requires_grad_()
    said = int(eye.model(here).argmax())
    (slope,) = torch.autograd.grad(eye.model(here)[0, said], here)
    assert abs(example["maps"]["saliency"]["most"] - float(slope.abs().max())) < 1e-4 * float(slope.abs().max())
    lost, covered = torch.zeros(8, 8, dtype=torch.float64), torch.zeros(8, 8, dtype=torch.float64)
    for top in range(7):  # squares of 2 × 2, one pixel apart; a pixel has the mean over those that cover it
        for left in range(7):
            bare = here.detach().clone()
            bare[..., top : top + 2, left : left + 2] = 0
            lost[top : top + 2, left : left + 2] += (eye.model(here)[0, said] - eye.model(bare)[0, said]).detach()
            covered[top : top + 2, left : left + 2] += 1
    most = float((lost / covered).abs().max())
    assert abs(example["maps"]["occlusion"]["most"] - most) < 1e-4 * most
    # each way to ask draws another picture and says what its numbers are
    pictures = set()
    for method in ("integrated", "saliency", "occlusion"):
        panel.locator("select[name=method]").select_option(method)
        pictures.add(panel.locator(".fallen canvas").nth(1).evaluate("canvas => canvas.toDataURL()"))
        expect(panel.locator(".fallen .aside").first).to_contain_text("sum" if method == "integrated" else "f(x)")
    assert len(pictures) == 3
    root = drawn.both(eye.page, ".opened-cards")  # every card, with what it says, and as many pictures
    assert {panel.locator(".fallen p").first.inner_text(), "seen", "rests on"} <= set(drawn.words(root))
    assert len(list(root.iter(drawn.SVG + "image"))) == panel.locator(".fallen").count(), "ink is pixels, what it rests on shapes"
    panel.locator("input[name=example]").fill("7")  # a point of one's own choice comes first
    panel.get_by_role("button", name="Open", exact=True).click()
    expect(panel.locator(".opened-sums tbody th").first).to_have_text("7", timeout=WORK)


def test_attack_it(eye):
    panel = eye.ask("attack", "Attack", "pg-attack output:not(:empty)")
    rows = table(panel.locator(".attack-chart"))
    x, y = (one[:250] for one in eye.test)
    for epsilon, fgsm, pgd in (rows[0], rows[4], rows[-1]):
        moved = x.clone().requires_grad_()
        (slope,) = torch.autograd.grad(nn.functional.cross_entropy(eye.model(moved), y), moved)
        moved = (x + float(epsilon) * slope.sign()).clamp(0, 1)
        left = (eye.model(moved).argmax(1) == y).double().mean()
        assert near(fgsm, left) and number(pgd) <= number(fgsm) + 1e-9
    assert number(rows[-1][2]) < number(rows[0][2])
    root = drawn.both(eye.page, ".attacked")
    said = panel.locator(".fallen p").all_inner_texts()
    assert said and set(said) <= set(drawn.words(root))
    before_and_after = list(root.iter(drawn.SVG + "image"))
    assert len(before_and_after) == 2 * len(said), "what changes in between is drawn in signs' colours"
    chart = drawn.both(eye.page, ".attack-chart")
    assert {"FGSM", "PGD", "0.3"} <= {word.strip() for word in drawn.words(chart)}
    panel.locator("input[name=epsilon]").fill("0")
    expect(panel.locator("pg-attack output")).to_contain_text(f"FGSM {rows[0][1]}")


def test_shrink_it(eye):
    panel = eye.ask("shrink", "Work it out", "pg-shrink .score:not(:empty)")
    rows = {row[0]: row[1:] for row in table(panel.locator("details"))}
    x, y = eye.test
    inner = [eye.model[0], eye.model[4]]
    kept = {one: one.weight.detach().clone() for one in inner}
    for share in ("0%", "50%", "90%"):
        count = round(int(share[:-1]) / 100 * sum(one.weight.numel() for one in inner))
        prune.global_unstructured([(one, "weight") for one in inner], prune.L1Unstructured, amount=count)
        score = (eye.model(x).argmax(1) == y).double().mean()
        for one in inner:
            prune.remove(one, "weight")
            with torch.no_grad():
                one.weight.copy_(kept[one])
        assert near(rows[share][0], score, 0.001), share
    panel.locator("input[name=share]").fill("5")  # a half
    expect(panel.locator("pg-shrink .score")).to_contain_text(f"{number(rows['50%'][0]):.1%}".replace("%", " %"))
    expect(panel.locator("pg-shrink .kept")).to_contain_text("99 of 198")


def test_check_the_gradients(eye):
    panel = eye.ask("gradient-check", "Check the gradients", ".found")
    expect(panel.locator(".found")).to_contain_text("The gradients are right")
    x, y = eye.train
    batch = eye.plan.order(eye.state.epoch + 1)[:32]
    loss = nn.functional.cross_entropy(eye.model(x[batch]), y[batch])
    slopes = dict(zip(("1", "4"), (
        torch.cat([one.flatten() for one in torch.autograd.grad(loss, layer.parameters(), retain_graph=True)])
        for layer in (eye.model[0], eye.model[4])
    ), strict=True))  # fmt: skip
    rows = table(panel)
    assert len(rows) == 2
    for (layer, _, ours, exact, quotient, *_), theirs in zip(rows, slopes.values(), strict=True):
        for shown, within in ((ours, 1e-6), (exact, 1e-6), (quotient, 1e-4)):
            assert float((theirs - number(shown)).abs().min()) <= within * float(theirs.abs().max()), layer


def test_curvature(eye):
    panel = eye.ask("curvature", "Measure", ".gauge")
    newest = {
        one.locator("b").text_content(): number(one.locator(".newest").text_content().replace("points", ""))
        for one in panel.locator(".gauge").all()
    }
    x, y = eye.train
    params = dict(eye.model.named_parameters())
    sizes = {name: (p.shape, p.numel()) for name, p in params.items()}

    def loss(w):
        parts = w.split([count for _, count in sizes.values()])
        parts = {name: part.view(shape) for part, (name, (shape, _)) in zip(parts, sizes.items(), strict=True)}
        return nn.functional.cross_entropy(torch.func.functional_call(eye.model, parts, (x,)), y)

    w = torch.cat([p.detach().flatten() for p in params.values()])
    largest = float(torch.linalg.eigvalsh(torch.func.hessian(loss)(w))[-1])
    assert abs(newest["sharpness"] - largest) <= 0.05 * largest
    first = State.begin(eye.plan).params.double()
    away = float((eye.state.params.double() - first).norm())
    assert any(near(str(value), away) for name, value in newest.items() if "distance" in name)


def test_filters_and_feature_maps(eye):
    panel = eye.ask("feature-maps", "Look inside", ".layer-look")
    x, y = eye.test
    loss = nn.functional.cross_entropy(eye.model(x[:1]), y[:1])
    shown = re.search(r"its loss is (.+?)\.(?:\s|$)", panel.locator(".looked-at p").inner_text())[1]
    assert near(shown, loss)
    assert panel.locator(".layer-look").count() == 2 and panel.locator(".tiles img").count() >= 12
    pictures = drawn.both(eye.page, "[data-figure]:has(.layer-look)").iter(drawn.SVG + "image")
    assert len(list(pictures)) == panel.locator("img").count()


def test_which_rate(eye):
    panel = eye.ask("rate_range", "Test the rates", ".rate-range")
    model = nn.Sequential(nn.Conv2d(1, 2, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(18, 10)).double()
    first = State.begin(eye.plan)
    model.load_state_dict({name: one.double() for name, one in sequential(eye.plan, first.params, first.buffers).items()})
    x, y = eye.train
    batch = eye.plan.order(1)[:32]
    rate, loss, _ = table(panel)[0]
    assert abs(number(rate) - 1e-5) < 1e-9
    assert near(loss, nn.functional.cross_entropy(model(x[batch]), y[batch]))


def test_the_same_in_pytorch(eye):
    panel = eye.ask("pytorch", "Write the program", "pg-code")
    x, y = eye.train
    with torch.no_grad():
        loss = nn.functional.cross_entropy(eye.model(x), y)
    assert near(re.search(r"where the loss is (.+?),", panel.locator(".found").text_content())[1], loss)
    program = panel.locator("pg-code code").text_content()
    stored = re.search(r"stored = (\S+)", program)[1]
    assert abs(float(stored) - loss) < 1e-6 and program.strip().splitlines()[-1].startswith("assert ")
    with eye.page.expect_download() as download:
        panel.get_by_role("link", name=re.compile("safetensors")).click()
    assert download.value.suggested_filename.endswith(".safetensors")


def test_the_network_shows_what_is_remembered_at_each_step(memory):
    """No tile is blank: a band for the symbol that comes in at each step, a curve for each unit."""
    for stage, least in ((0, 2), (1, 3)):
        tiles = memory.page.locator(f".neurons[data-stage='{stage}'] canvas")
        shades = tiles.evaluate_all(f"all => all.map({COLOURS})")
        assert len(shades) >= 4 and min(shades) >= least, (stage, shades)


def test_through_time(memory):
    """dL/dh at each step by a loop over the steps, at the weights the newest step began at."""
    memory.page.locator("#tab-through_time").click()
    rows = table(memory.page.locator("#closer-panel .through-time"))
    before = train([Member(memory.plan, State.begin(memory.plan))], memory.plan.spec.training.epochs - 1)[0].state
    w = {name: one.double() for name, one in sequential(memory.plan, before.params, before.buffers).items()}
    x, y = memory.train
    h, states = torch.zeros(len(x), 4, dtype=torch.float64), []
    for step in range(x.shape[1]):
        z = x[:, step] @ w["0.weight_ih_l0"].T + w["0.bias_ih_l0"] + h @ w["0.weight_hh_l0"].T + w["0.bias_hh_l0"]
        states.append(h := torch.tanh(z).requires_grad_())
    loss = nn.functional.cross_entropy(h @ w["1.weight"].T + w["1.bias"], y)
    slopes = torch.autograd.grad(loss, states)
    assert len(rows) == x.shape[1]
    for row, slope in zip(rows, slopes, strict=True):
        assert near(row[2], slope.norm()), row


def test_line_search(memory):
    memory.page.locator("#tab-line_search").click()
    rows = table(memory.page.locator("#closer-panel .line-search"))
    weights = {name: one.double() for name, one in sequential(memory.plan, memory.state.params, memory.state.buffers).items()}
    rnn, last = memory.model
    rnn.load_state_dict({name[2:]: one for name, one in weights.items() if name.startswith("0.")})
    x, y = memory.train
    with torch.no_grad():
        loss = nn.functional.cross_entropy(last(rnn(x)[0][:, -1]), y)
    (taken,) = [row for row in rows if row[6] == "✓"]
    assert abs(number(taken[2]) - float(loss)) < 1e-6 and rows[0][0] == "start"
