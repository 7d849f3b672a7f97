"""How fast a run is shown: the speeds the page offers, and the one a link asks for."""

from django.utils.translation import gettext as _

SPEEDS = (5, 30, 120, 0)  # epochs per second; 0 = as fast as it goes
FIRST_SPEED = 30


def asked(params) -> tuple[int | None, str]:
    """The speed that `?speed=` names, or None; and what is wrong with it, in words."""
    text = params.get("speed", "").strip()
    if not text:
        return None, ""
    found = next((speed for speed in SPEEDS if text == str(speed)), None)
    if found is None:
        allowed = ", ".join(str(speed) for speed in SPEEDS if speed)
        return None, _("Speed: “{text}” is not offered. {allowed} epochs per second are, and 0 for as fast as it goes.").format(
            text=text[:20], allowed=allowed
        )
    return found, ""
