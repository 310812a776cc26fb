"""Our own small network. It looks where the road is: rows 234..281, from 0.7 m ahead to the horizon, each row as the
camera gives it, so that a bend 8 m away spans rows enough to be measured. Channels in multiples of 16, plain
convolutions with bias and ReLU: what onnxruntime and its int8 kernels run fastest. BatchNorm (Ioffe and Szegedy, 2015)
takes a tenth off the error at the same number of epochs and is folded away in the export."""
import torch
from torch import nn

from networks.network import Folded, Network, start_he

HEIGHT, WIDTH = 48, 160
#: Filters, kernel, stride.
LAYERS = ((32, 5, 3), (32, 3, 2), (48, 3, 2), (64, 3, 1))
DENSE = 64
MOMENTUM = 0.02


class SlimPilotNet(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.normalise = nn.BatchNorm2d(3, eps=1e-3, momentum=MOMENTUM, affine=False)
        layers: list[nn.Module] = []
        channels, rows, columns = 3, HEIGHT, WIDTH
        for filters, kernel, stride in LAYERS:
            layers += [nn.Conv2d(channels, filters, kernel, stride), nn.BatchNorm2d(filters, momentum=MOMENTUM),
                       nn.ReLU()]
            channels, rows, columns = filters, (rows - kernel) // stride + 1, (columns - kernel) // stride + 1
        self.features = nn.Sequential(*layers)
        self.head = nn.Sequential(nn.Linear(channels * rows * columns, DENSE), nn.ReLU(), nn.Linear(DENSE, 2))
        start_he(self, self.head[-1])

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        return self.head(self.features(self.normalise(image)).flatten(1))


def scale_and_shift(norm: nn.BatchNorm2d) -> tuple[torch.Tensor, torch.Tensor]:
    scale = 1 / torch.sqrt(norm.running_var + norm.eps)
    if norm.weight is not None:
        scale = scale * norm.weight
    shift = -norm.running_mean * scale
    return scale, shift if norm.bias is None else shift + norm.bias


def folded(model: SlimPilotNet | Folded) -> nn.Module:
    """The same function without a BatchNorm: exact, because no convolution has padding."""
    if isinstance(model, Folded):
        return model.eval()
    layers: list[nn.Module] = []
    with torch.no_grad():
        before: tuple[torch.Tensor, torch.Tensor] | None = scale_and_shift(model.normalise)
        for layer, norm in zip(model.features[0::3], model.features[1::3]):
            weight, bias = layer.weight, layer.bias
            if before is not None:
                scale, shift = before
                bias = bias + (weight * shift[None, :, None, None]).sum((1, 2, 3))
                weight = weight * scale[None, :, None, None]
                before = None
            scale, shift = scale_and_shift(norm)
            plain = nn.Conv2d(layer.in_channels, layer.out_channels, layer.kernel_size, layer.stride)
            plain.weight.copy_(weight * scale[:, None, None, None])
            plain.bias.copy_(bias * scale + shift)
            layers += [plain, nn.ReLU()]
    return Folded(nn.Sequential(*layers), model.head).eval()


NETWORK = Network(name="slim_pilotnet", architecture="SlimPilotNet", view="slim", height=HEIGHT, width=WIDTH,
                  make=SlimPilotNet, deployed=folded, plain=folded)
