"""Our own small network. It looks where the road is: rows 234..281, from 0.7 m ahead to the horizon, each row as the
camera gives it, so that a bend 8 m away spans rows enough to be measured. Channels in multiples of 16, plain
convolutions with bias and ReLU: what onnxruntime and its int8 kernels run fastest."""
import torch
from torch import nn

from networks.network import Network, start_he

HEIGHT, WIDTH = 48, 160


class SlimPilotNet(nn.Module):
    def __init__(self, filters: tuple[int, ...] = (16, 32, 32, 32), strides: tuple[int, ...] = (2, 2, 2, 2),
                 dense: int = 64) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        channels, rows, columns = 3, HEIGHT, WIDTH
        for i, (out, stride) in enumerate(zip(filters, strides)):
            kernel = 5 if i == 0 else 3
            layers += [nn.Conv2d(channels, out, kernel, stride), nn.ReLU()]
            channels, rows, columns = out, (rows - kernel) // stride + 1, (columns - kernel) // stride + 1
        self.features = nn.Sequential(*layers)
        self.head = nn.Sequential(nn.Linear(channels * rows * columns, dense), nn.ReLU(), nn.Linear(dense, 2))
        start_he(self, self.head[-1])

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        return self.head(self.features(image).flatten(1))


NETWORK = Network(name="slim_pilotnet", architecture="SlimPilotNet", view="slim", height=HEIGHT, width=WIDTH,
                  make=SlimPilotNet)
