"""What a setting is called wherever runs are laid side by side: by its flat key, in the words of its field."""

from django.utils.translation import gettext as _

from playground.experiments.declarations import LAYERS
from playground.experiments.recipe_form import RecipeForm


def label(key: str, forms: list[RecipeForm]) -> str:
    """What a setting is called: in the words of its field, of whichever run has one."""
    if key == LAYERS:
        return _("Hidden layers")
    if key.startswith("edits"):
        return _edit_label(key)
    control = next((found for form in forms if key in form.flat and (found := form.control(key))), None)
    name = control.label if control else _kind_label(key) or key
    if key.startswith(f"{LAYERS}."):
        return _("Layer {number}: {field}").format(number=int(key.split(".")[2]) + 1, field=name.lower())
    return name


def _kind_label(key: str) -> str:
    """Names of what no field of a form says."""
    if key.startswith(f"{LAYERS}.") and key.endswith(".name"):
        return _("Kind")
    return {"start": _("Begins from"), "faults": _("Planted faults")}.get(key, "")


def _edit_label(key: str) -> str:
    parts = key.split(".")
    if len(parts) < 3:
        return _("Edits")
    words = {"step": _("at step"), "path": _("what"), "value": _("set to")}
    return _("Edit {number}: {field}").format(number=int(parts[1]) + 1, field=words.get(parts[2], parts[2]))
