"""Reading a page as a browser without scripts does: its fields, their attributes, and what posting the form would send."""

from html.parser import HTMLParser


class Page(HTMLParser):
    """`fields`: name → list of attribute dicts of every control of the set-up's form (of a fragment: all of them);
    `text`: what can be read; `tags`: every (tag, attributes)."""

    def __init__(self, html: str):
        super().__init__(convert_charrefs=True)
        self.fields: dict[str, list[dict]] = {}
        self.tags: list[tuple[str, dict]] = []
        self.text = ""
        self._select: dict | None = None
        self._silent = 0
        self._elsewhere = False  # inside another form than the set-up's
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        attrs = dict(attributes)
        self.tags.append((tag, attrs))
        self._elsewhere |= tag == "form" and attrs.get("id") != "recipe"
        self._silent += tag in ("script", "style")
        if tag == "select":
            self._select = attrs | {"options": [], "value": None}
            if "name" in attrs and not self._elsewhere:
                self.fields.setdefault(attrs["name"], []).append(self._select)
        elif tag == "option" and self._select is not None:
            self._select["options"].append(attrs["value"])
            if "selected" in attrs or self._select["value"] is None:
                self._select["value"] = attrs["value"]
        elif tag == "input" and "name" in attrs and not self._elsewhere:
            self.fields.setdefault(attrs["name"], []).append(attrs)

    def handle_endtag(self, tag):
        self._silent -= tag in ("script", "style")
        self._elsewhere &= tag != "form"
        if tag == "select":
            self._select = None

    def handle_data(self, data):
        if not self._silent:
            self.text += data

    def body(self) -> dict[str, list[str]]:
        """What a form post sends: last state of every field, boxes and radios only where ticked, disabled ones never."""
        sent: dict[str, list[str]] = {}
        for name, controls in self.fields.items():
            for one in controls:
                if "disabled" in one or (one.get("type") in ("checkbox", "radio") and "checked" not in one):
                    continue
                sent.setdefault(name, []).append(one.get("value") or "")
        return sent


def read(response) -> Page:
    return Page(response.content.decode())
