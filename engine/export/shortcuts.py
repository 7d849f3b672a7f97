"""Residual connections, as exported scripts carry them."""

from torch import nn


class WithShortcuts(nn.Sequential):
    """Modules in a row; after some of them what came into an earlier one is added: ``shortcuts`` {place: earlier place}."""

    def __init__(self, *modules, shortcuts):
        super().__init__(*modules)
        self.shortcuts = shortcuts

    def forward(self, x):
        came = []
        for place, module in enumerate(self):
            came.append(x)
            x = module(x)
            if place in self.shortcuts:
                x = x + came[self.shortcuts[place]]
        return x
