"""Make this process ready to train: one thread, flushed denormals, one real step for warmth."""

import os


def warm_engine() -> str:
    """Returns the engine's fingerprint. Must run before anything else imports torch."""
    os.environ["OMP_NUM_THREADS"] = "1"
    import torch

    torch.set_num_threads(1)
    torch.set_flush_denormal(True)
    from engine.fingerprint import fingerprint
    from engine.plan import Plan
    from engine.spec import parse
    from engine.state import State
    from engine.training import Member, train

    plan = Plan(parse({"training": {"epochs": 2}}))
    train([Member(plan, State.begin(plan))], 2)
    if torch.get_num_threads() != 1:
        raise RuntimeError("torch must run with one thread: two default-threaded trainers are 100 times slower")
    return fingerprint()
