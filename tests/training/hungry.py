"""A trainer for tests that may take very little memory: the real cap, only lower than anybody may set it."""

from playground.training.confinement import cap_memory
from playground.training.trainer import Trainer

ROOM = 24  # MiB: plenty for a small network, too little for ten thousand pictures


class HungryTrainer(Trainer):
    def run(self):
        cap_memory(ROOM)
        super().run()
