"""The sections that make the network and give it its first weights."""

from __future__ import annotations

import sys

from torch import Tensor, nn

from engine import audit, rng
from engine.export import draws
from engine.export.draft import Draft
from engine.export.literals import is_readable, unpack, written
from engine.export.modules import sequential
from engine.export.parts import transplant
from engine.export.sections import Section
from engine.initializers.base import Initializer
from engine.sentences import Sentence, Word

DRAWN = (nn.Linear, nn.Conv2d)  # modules whose weights a script draws by the initializer's rule


def network(draft: Draft) -> Section:
    code = draft.with_parts(f"model = {sequential(draft.model, draft.parts, draft.shortcuts)}")
    text = [Sentence("{count} weights and biases.", count=f"{sum(p.numel() for p in draft.model.parameters()):,}")]
    if any(isinstance(module, nn.Identity) for module in draft.model.modules()):
        text += [Sentence("Where a layer has no activation stands nn.Identity(), so that names equal those of the downloads.")]
    return Section(Word("Network"), tuple(text), code)


def first_weights(draft: Draft) -> Section:
    """Drawn by rule where that gives the very numbers; what the rule does not reach is written down."""
    params, buffers = draft.plan.first()
    wanted = audit.sequential(draft.plan, params, buffers)
    drawn = {} if draft.spec.start else _by_rule(draft, wanted)
    named = {f"{path}.{name}" for path, _ in drawn.values() for name in ("weight", "bias")}
    fresh = {name: tensor for name, tensor in draft.model.state_dict().items() if _starts_alike(draft, name)}
    rest = {
        name: tensor for name, tensor in wanted.items() if name not in named and not tensor.equal(fresh.get(name, tensor + 1))
    }
    code, text = [], []
    if drawn:
        code += _drawing(draft, drawn)
        rule = Word(draft.spec.network.initializer.title)
        text += [Sentence("Drawn by the rule {title} from the run's seed, layer by layer.", title=rule)]
    if rest:
        if not all(map(is_readable, rest.values())):
            draft.parts.add(unpack)
        lines = "".join(f'    "{name}": {written(values)},\n' for name, values in rest.items())
        code += [f"model.load_state_dict({{\n{lines}}}{', strict=False' if len(rest) < len(wanted) else ''})"]
        text += [Sentence("The very numbers the run started from.")]
    return Section(Word("First weights"), tuple(text), draft.with_parts("\n\n".join(code)))


def _starts_alike(draft: Draft, name: str) -> bool:
    """Whether torch starts a tensor as the run does, without a draw: ones and zeros of the norms."""
    return "Norm" in type(draft.model.get_submodule(name.rpartition(".")[0])).__name__


def _by_rule(draft: Draft, wanted: dict[str, Tensor]) -> dict[int, tuple[str, nn.Module]]:
    """Layers (by number) whose first weights the script's own lines would draw bit for bit: their place and module."""
    initializer, found, position = draft.spec.network.initializer, {}, 0
    for slot in draft.plan.slots:
        path, position = str(position), position + audit.modules_of(slot)
        module = draft.model.get_submodule(path)
        if isinstance(module, DRAWN):
            weight = wanted[f"{path}.weight"]
            source = rng.generator(draft.spec.seed, "init", slot.index)
            drawn = initializer.weights(weight[0].numel(), len(weight) * weight[0, 0].numel(), source)[:, : len(weight)]
            if drawn.T.reshape(weight.shape).equal(weight):
                found[slot.index] = (path, module)
    return found


def _drawing(draft: Draft, drawn: dict[int, tuple[str, nn.Module]]) -> list[str]:
    initializer, modules = draft.spec.network.initializer, [module for _, module in drawn.values()]
    code = [transplant(type(initializer).weights, "draw_weights", initializer)]
    own_bias = type(initializer).bias is not Initializer.bias
    if own_bias:
        code += [transplant(type(initializer).bias, "draw_biases", initializer)]
    for source in code:
        draft.parts.needs(source, vars(sys.modules[type(initializer).__module__]))
    places = ", ".join(f"{number}: {place(path)}" for number, (path, _) in drawn.items())
    biased = all(module.bias is not None for module in modules)
    pictures = any(isinstance(module, nn.Conv2d) for module in modules)
    bias = "draw_biases(fan_in, out, source)" if own_bias else "torch.zeros(out)"
    loop = [
        "with torch.no_grad():",
        f"    for number, layer in {{{places}}}.items():",
        "        out, fan_in = len(layer.weight), layer.weight[0].numel()",
        f'        source = {draft.parts.add(draws.generator)}(SEED, "init", number)',
        *(
            [
                "        fan_out = out * layer.weight[0, 0].numel()  # every place of a kernel counts",
                "        drawn = draw_weights(fan_in, fan_out, source)[:, :out]",
                "        layer.weight.copy_(drawn.T.reshape(layer.weight.shape))",
            ]
            if pictures
            else ["        layer.weight.copy_(draw_weights(fan_in, out, source).T)"]
        ),
        *([] if biased else ["        if layer.bias is not None:"]),
        f"        {'' if biased else '    '}layer.bias.copy_({bias})",
    ]
    return [*(f"{one}\n" for one in code), "\n".join(loop)]


def place(path: str) -> str:
    """``model[2][0]`` for "2.0": a module by where it stands."""
    parts = path.split(".")
    return "model" + "".join(f"[{part}]" if part.isdigit() else f".{part}" for part in parts)
