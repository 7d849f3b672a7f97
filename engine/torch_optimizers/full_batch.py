"""What the second-order rules have in common. Source: Nocedal and Wright, "Numerical Optimization" (2006)."""

import torch


class FullBatch(torch.optim.Optimizer):
    """All weights are one vector w. ``closure`` gives the loss of all training points wherever the weights stand just then."""

    def __init__(self, params, **settings):
        super().__init__(params, settings)
        (self.group,) = self.param_groups

    def place(self):
        return torch.nn.utils.parameters_to_vector(self.group["params"]).detach()

    def go_to(self, w):
        """Set the weights, rounded to 32 bits: the run keeps no more of them."""
        torch.nn.utils.vector_to_parameters(w.float().double(), self.group["params"])

    def look(self, closure, w):
        """Go to w. The place, the loss and its gradient there."""
        self.go_to(w)
        loss = closure()
        return self.place(), loss.item(), flat(torch.autograd.grad(loss, self.group["params"]))


def flat(tensors):
    return torch.cat([tensor.flatten() for tensor in tensors])
