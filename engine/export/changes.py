"""Values that were changed while a run trained, as exported scripts read them."""


def newest(changes, step):
    """The value set last, of [(from step, value), ...], as things stand at this step."""
    return [value for since, value in changes if since <= step][-1]
