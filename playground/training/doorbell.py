"""The trainers' doorbell; the bell itself hangs one floor down, because commands ring it too."""

from playground.runs.doorbell import CHANNEL, ring

__all__ = ["CHANNEL", "ring"]
