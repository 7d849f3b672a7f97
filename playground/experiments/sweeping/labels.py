"""What a field is called where many stand beside each other: layers say which they are."""

from django.utils.translation import gettext as _

from playground.experiments import declarations


def label_of(path: str) -> str:
    """A field's words: "Learning rate", "Layer 1: neurons"."""
    section, _dot, name = path.rpartition(".")
    if name == "name" and section in declarations.concepts():
        label = declarations.choice(section)["label"]
    else:
        places = [entry["fields"] for entry in declarations.entries(section)] if section in declarations.concepts() else []
        if section.startswith(f"{declarations.LAYERS}."):
            places = [entry["fields"] for entry in declarations.entries(declarations.LAYERS)]
        places += [declarations.sections()[section]] if section in declarations.sections() else []
        label = next((one["label"] for fields in places for one in fields if one["name"] == name), path)
    label = label[:1].upper() + label[1:] if label[:1].isascii() else label
    if section.startswith(f"{declarations.LAYERS}."):
        return _("Layer {number}: {field}").format(number=int(section.rpartition(".")[2]) + 1, field=label.lower())
    return label
