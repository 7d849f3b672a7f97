"""L-BFGS with the textbook's line search as a torch.optim.Optimizer. torch.optim.LBFGS is the same method, but tries other
lengths on the way. Source: Nocedal and Wright (2006), algorithms 7.4 and 7.5."""

from engine.torch_optimizers.full_batch import FullBatch
from engine.torch_optimizers.line_search import strong_wolfe


class LimitedBFGS(FullBatch):
    """BFGS without its matrix: the newest pairs s = Δw, y = Δg stand for it."""

    def __init__(self, params, lr=1.0, history=10):
        super().__init__(params, lr=lr, history=history)
        self.pairs = []

    def step(self, closure):
        here = self.look(closure, self.place())
        w, _, g = here
        first = 1.0 if self.pairs else min(1.0, 1 / (g.norm().item() or 1.0))
        direction = -self.two_loops(g)
        there, length = strong_wolfe(lambda w: self.look(closure, w), here, direction, self.group["lr"] * first, c2=0.9)
        self.go_to(there[0])
        if not length:
            self.pairs = []  # what it learned leads nowhere: begin again
            return
        s, y = there[0] - w, there[2] - g
        if s @ y > 1e-10 * s.norm() * y.norm():
            self.pairs = [*self.pairs, (s, y)][-self.group["history"] :]

    def two_loops(self, g):
        """The guess at the inverse Hessian, times g: back through the pairs, then forward."""
        q, shares = g.clone(), []
        for s, y in reversed(self.pairs):
            shares.append((s @ q) / (s @ y))
            q -= shares[-1] * y
        if self.pairs:
            s, y = self.pairs[-1]
            q *= (s @ y) / (y @ y)
        for s, y in self.pairs:
            q += (shares.pop() - (y @ q) / (s @ y)) * s
        return q
