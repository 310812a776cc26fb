"""PilotNet as users of the F1 worlds know it, and the units of its output.

Input: float32 N x 3 x 66 x 200, RGB / 255, rows 240..479 of the 640x480 picture resized by OpenCV's INTER_LINEAR.
Output: N x 2, min-max normalised: v = 6.5 + 17.5 p0 (m/s), w = -7.1 + 14.2 p1 (rad/s, left positive).
"""
import torch
from torch import nn

HEIGHT, WIDTH = 66, 200
V_OFFSET_MPS, V_SCALE_MPS = 6.5, 17.5
W_OFFSET_RADPS, W_SCALE_RADPS = -7.1, 14.2


class PilotNet(nn.Module):
    """Takes pixels already divided by 255."""

    def __init__(self) -> None:
        super().__init__()
        self.normalise = nn.BatchNorm2d(3, eps=1e-3)
        self.features = nn.Sequential(
            nn.Conv2d(3, 24, 5, 2), nn.ReLU(),
            nn.Conv2d(24, 36, 5, 2), nn.ReLU(),
            nn.Conv2d(36, 48, 5, 2), nn.ReLU(),
            nn.Conv2d(48, 64, 3), nn.ReLU(),
            nn.Conv2d(64, 64, 3), nn.ReLU(),
        )
        self.head = nn.Sequential(
            nn.Linear(64 * 1 * 18, 1164), nn.ReLU(),
            nn.Linear(1164, 100), nn.ReLU(),
            nn.Linear(100, 50), nn.ReLU(),
            nn.Linear(50, 10), nn.ReLU(),
            nn.Linear(10, 2),
        )

        # He et al., "Delving Deep into Rectifiers" (2015): PyTorch's own default halves the signal at each layer.
        for layer in self.modules():
            if isinstance(layer, (nn.Conv2d, nn.Linear)):
                nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
                nn.init.zeros_(layer.bias)
        nn.init.normal_(self.head[-1].weight, std=0.01)

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        return self.head(self.features(self.normalise(image)).flatten(1))


def folded(model: PilotNet) -> nn.Module:
    """The same function without the BatchNorm: its scale and shift go into the first convolution.

    Exact, because that convolution has no padding.
    """
    first = model.features[0]
    norm = model.normalise
    with torch.no_grad():
        scale = norm.weight / torch.sqrt(norm.running_var + norm.eps)
        shift = norm.bias - norm.running_mean * scale
        merged = nn.Conv2d(3, 24, 5, 2)
        merged.weight.copy_(first.weight * scale[None, :, None, None])
        merged.bias.copy_(first.bias + (first.weight * shift[None, :, None, None]).sum((1, 2, 3)))
    return nn.Sequential(merged, *list(model.features)[1:], nn.Flatten(), *model.head).eval()


def parameter_count(model: nn.Module) -> int:
    return sum(p.numel() for p in model.parameters())
