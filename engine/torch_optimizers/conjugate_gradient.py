"""Conjugate gradient as a torch.optim.Optimizer. Source: Nocedal and Wright (2006), algorithm 5.4 with eq. 5.45."""

from engine.torch_optimizers.full_batch import FullBatch
from engine.torch_optimizers.line_search import strong_wolfe


class ConjugateGradient(FullBatch):
    """d ← −g + β·d, w ← w + α·d with β = max(0, gᵀ(g − g′)/g′ᵀg′), g′ the gradient before (Polak-Ribière+)."""

    def __init__(self, params, lr=1.0):
        super().__init__(params, lr=lr)
        self.direction = self.before = self.promise = None

    def step(self, closure):
        here = self.look(closure, self.place())
        g = here[2]
        direction, first = -g, min(1.0, 1 / (g.norm().item() or 1.0))
        if self.promise:
            beta = max(0.0, float(g @ (g - self.before)) / float(self.before @ self.before))
            direction = beta * self.direction - g
            if not g @ direction < 0:
                direction = -g  # begin again
        slope = float(g @ direction)
        if self.promise and slope:
            first = self.promise / slope  # the length that would promise the same fall as the step before
        there, length = strong_wolfe(lambda w: self.look(closure, w), here, direction, self.group["lr"] * first, c2=0.1)
        self.go_to(there[0])
        self.direction, self.before, self.promise = direction, g, length * slope
