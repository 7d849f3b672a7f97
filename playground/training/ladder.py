"""Which checkpoints to keep: the newest, the one before it (the newest may be damaged), and the first of each octave of
epochs, so that any epoch can be reached by retraining at most half of the way to it.
"""

MOST = 10  # two newest and eight rungs


def spare_rungs(rungs: list[tuple[int, int]]) -> list[int]:
    """Steps of the checkpoints to drop, given all as (epoch, step) in order of step."""
    keep = {step for _, step in rungs[-2:]}
    octaves: dict[int, int] = {}
    for epoch, step in rungs:
        octaves.setdefault(epoch.bit_length(), step)
    keep |= set(list(octaves.values())[-(MOST - 2) :])
    return [step for _, step in rungs if step not in keep]
