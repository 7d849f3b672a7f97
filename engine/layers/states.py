"""The recurrent modules of torch.nn as layers among others: a tensor comes out, the last step's state or every step's.

Exported scripts carry these classes along.
"""

from torch import nn


class RNNStates(nn.RNN):
    """nn.RNN that answers with its states (batch, units), or (batch, time, units) where ``returns`` is "all"."""

    def __init__(self, input_size, hidden_size, returns="last", nonlinearity="tanh", bias=True):
        super().__init__(input_size, hidden_size, nonlinearity=nonlinearity, bias=bias, batch_first=True)
        self.returns = returns

    def forward(self, x):
        states, _ = super().forward(x)
        return states if self.returns == "all" else states[:, -1]


class GRUStates(nn.GRU):
    """nn.GRU that answers with its states (batch, units), or (batch, time, units) where ``returns`` is "all"."""

    def __init__(self, input_size, hidden_size, returns="last", bias=True):
        super().__init__(input_size, hidden_size, bias=bias, batch_first=True)
        self.returns = returns

    def forward(self, x):
        states, _ = super().forward(x)
        return states if self.returns == "all" else states[:, -1]


class LSTMStates(nn.LSTM):
    """nn.LSTM that answers with its states (batch, units), or (batch, time, units) where ``returns`` is "all"."""

    def __init__(self, input_size, hidden_size, returns="last", bias=True):
        super().__init__(input_size, hidden_size, bias=bias, batch_first=True)
        self.returns = returns

    def forward(self, x):
        states, _ = super().forward(x)
        return states if self.returns == "all" else states[:, -1]
