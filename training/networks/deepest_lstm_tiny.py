"""DeepestLSTMTinyPilotNet: small convolutions and a convolutional LSTM that remembers from frame to frame.

Shi et al., "Convolutional LSTM Network" (2015), without its peepholes. Input: rows 240..479 resized to 100x50.
"""
import torch
from torch import nn

from networks.network import Network, start_he

HEIGHT, WIDTH = 50, 100
HIDDEN, LAYERS = 8, 3
ROWS, COLUMNS = 5, 11
#: h and c of each layer, one after the other.
STATE = (2 * LAYERS * HIDDEN, ROWS, COLUMNS)


class ConvLstmCell(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.gates = nn.Conv2d(channels + HIDDEN, 4 * HIDDEN, 5, padding=2)

    def forward(self, x: torch.Tensor, h: torch.Tensor, c: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        enter, forget, leave, new = self.gates(torch.cat([x, h], 1)).chunk(4, 1)
        c = torch.sigmoid(forget) * c + torch.sigmoid(enter) * torch.tanh(new)
        return torch.sigmoid(leave) * torch.tanh(c), c


class DeepestLstmTiny(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(3, 8, 3, 2), nn.ReLU(),
            nn.Conv2d(8, 8, 3, 2), nn.ReLU(),
            nn.Conv2d(8, 8, 3, 2), nn.ReLU(),
            nn.Dropout(0.2),
        )
        self.memory = nn.ModuleList(ConvLstmCell(8 if layer == 0 else HIDDEN) for layer in range(LAYERS))
        self.head = nn.Sequential(
            nn.Linear(HIDDEN * ROWS * COLUMNS, 50), nn.ReLU(),
            nn.Linear(50, 10), nn.ReLU(),
            nn.Linear(10, 2),
        )
        start_he(self, self.head[-1])
        for cell in self.memory:
            nn.init.xavier_uniform_(cell.gates.weight)
            # Jozefowicz et al., "An Empirical Exploration of Recurrent Network Architectures" (2015).
            nn.init.ones_(cell.gates.bias[HIDDEN:2 * HIDDEN])

    def forward(self, image: torch.Tensor, state: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        x = self.features(image)
        old = state.split(HIDDEN, 1)
        new = []
        for layer, cell in enumerate(self.memory):
            h, c = cell(x, old[2 * layer], old[2 * layer + 1])
            new += [h, c]
            x = h
        return self.head(x.flatten(1)), torch.cat(new, 1)


NETWORK = Network(name="deepest_lstm_tiny", architecture="DeepestLSTMTinyPilotNet", view="lstm", height=HEIGHT,
                  width=WIDTH, make=DeepestLstmTiny, state=STATE)
