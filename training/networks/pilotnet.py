"""PilotNet as users of the F1 worlds know it, in PyTorch's layout.

Bojarski et al., "End to End Learning for Self-Driving Cars" (2016), with wider dense layers.
Input: rows 240..479 resized to 200x66, RGB / 255.
"""
import torch
from torch import nn

from networks.network import Folded, Network, start_he

HEIGHT, WIDTH = 66, 200
FILTERS = (24, 36, 48, 64, 64)


def convolutions(channels: int = 3, filters: tuple[int, ...] = FILTERS) -> nn.Sequential:
    """From an image of 66x200 to 1x18."""
    a, b, c, d, e = filters
    return nn.Sequential(
        nn.Conv2d(channels, a, 5, 2), nn.ReLU(),
        nn.Conv2d(a, b, 5, 2), nn.ReLU(),
        nn.Conv2d(b, c, 5, 2), nn.ReLU(),
        nn.Conv2d(c, d, 3), nn.ReLU(),
        nn.Conv2d(d, e, 3), nn.ReLU(),
    )


def dense_layers(filters: int = FILTERS[-1]) -> nn.Sequential:
    """From the flattened output of the convolutions to v and w."""
    return nn.Sequential(
        nn.Linear(filters * 1 * 18, 1164), nn.ReLU(),
        nn.Linear(1164, 100), nn.ReLU(),
        nn.Linear(100, 50), nn.ReLU(),
        nn.Linear(50, 10), nn.ReLU(),
        nn.Linear(10, 2),
    )


class PilotNet(nn.Module):
    """Takes pixels already divided by 255; channels is 3 for each frame."""

    def __init__(self, channels: int = 3, filters: tuple[int, ...] = FILTERS) -> None:
        super().__init__()
        self.normalise = nn.BatchNorm2d(channels, eps=1e-3, momentum=0.02)
        # The first convolution can absorb this scale and shift: training them too costs a sixth of the time.
        self.normalise.weight.requires_grad_(False)
        self.normalise.bias.requires_grad_(False)
        self.features = convolutions(channels, filters)
        self.head = dense_layers(filters[-1])
        start_he(self, self.head[-1])

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        return self.head(self.features(self.normalise(image)).flatten(1))


def folded(model: PilotNet | Folded) -> nn.Module:
    """The same function without the BatchNorm: exact, because the first convolution has no padding."""
    if isinstance(model, Folded):
        return model.eval()
    first = model.features[0]
    norm = model.normalise
    with torch.no_grad():
        scale = norm.weight / torch.sqrt(norm.running_var + norm.eps)
        shift = norm.bias - norm.running_mean * scale
        merged = nn.Conv2d(first.in_channels, first.out_channels, first.kernel_size, first.stride)
        merged.weight.copy_(first.weight * scale[None, :, None, None])
        merged.bias.copy_(first.bias + (first.weight * shift[None, :, None, None]).sum((1, 2, 3)))
    return Folded(nn.Sequential(merged, *list(model.features)[1:]), model.head).eval()


NETWORK = Network(name="pilotnet", architecture="PilotNet", view="pilotnet", height=HEIGHT, width=WIDTH,
                  make=PilotNet, deployed=folded, plain=folded)
