"""What a trainer does when something is asked of a run it holds; the commit that stores the effect marks it done."""

from time import monotonic

from engine.plan import Plan
from playground.runs import orders, recipes
from playground.runs.models import Command
from playground.runs.states import State
from playground.training.held import Held


def receive(held: Held, command: Command) -> None:
    """Note a command; pause and stop overtake a step under way and whatever still waits behind it."""
    held.seen = max(held.seen, command.id)
    if orders.KINDS[command.kind].overrides:
        finish_step(held)
        held.done += [(waiting.id, f"Overtaken by {command.kind}.") for waiting in held.commands]
        held.commands.clear()
    held.commands.append(command)


AT_ONCE = frozenset({"pause", "resume", "stop", "speed"})  # obeyed while records are retrained; what depends on the moment waits


def obey_next(held: Held) -> None:
    """Obey what was asked, in order, up to what has to be trained first: a step, or the records stored already."""
    while held.commands and not held.stepping and not held.ended:
        if held.replaying and held.commands[0].kind not in AT_ONCE:
            break
        command = held.commands.popleft()
        try:
            order = orders.parse(command.kind, command.payload)
            answer = OBEY[command.kind](held, order, command) or ""
        except (orders.CommandRefused, recipes.refusal()) as refusal:
            answer = str(refusal)
        if held.stepping is not command:
            held.done.append((command.id, answer))
        held.urgent = True


def finish_step(held: Held) -> None:
    """The step under way is done (or overtaken)."""
    if held.stepping:
        held.done.append((held.stepping.id, ""))
        held.stepping, held.steps_left, held.urgent = None, 0, True


def _pause(held, order, command):
    held.run.holding = True


def _resume(held, order, command):
    held.run.holding = False
    held.pace.set(held.run.speed, monotonic())


def _stop(held, order, command):
    if not held.over:
        held.ended = (State.STOPPED, {"reason": "person", "epoch": held.state.epoch})


def _step(held, order, command):
    if held.state.stopped == "finished" and not held.ended:
        _use(held, order.recipe(recipes.expanded(held.plan.spec)))
        held.state = held.state.reopened(held.plan)
    if held.over:
        return "The run had already ended."
    held.run.holding = True
    held.stepping, held.steps_left = command, order.batches or order.epochs


def _speed(held, order, command):
    held.run.speed = float(order.epochs_per_second)
    held.pace.set(held.run.speed, monotonic())


def _edit(held, order, command):
    _use(held, orders.edited(recipes.expanded(held.plan.spec), held.state.step, order.path, order.value))


def _extend(held, order, command):
    held.run.holding = held.run.holding and not held.over
    _use(held, order.recipe(recipes.expanded(held.plan.spec), held.state.step))
    held.state = held.state.reopened(held.plan)


def _use(held: Held, recipe: dict) -> None:
    """Go on under another recipe: the state stays, the plan is new."""
    if held.replaying:
        raise orders.CommandRefused("It is still catching up with its own records. Try again in a moment.")
    held.plan = Plan(recipes.parse(recipe), data=held.plan.data)
    held.new_recipe = True


OBEY = {
    "pause": _pause,
    "resume": _resume,
    "stop": _stop,
    "step": _step,
    "speed": _speed,
    "edit": _edit,
    "extend": _extend,
}
