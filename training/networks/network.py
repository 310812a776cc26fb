"""What the shared trainer and the export know of a network."""
from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import nn


@dataclass(frozen=True)
class Network:
    """One architecture with its way from picture to tensor.

    In training every network takes float32 N x 3*frames x height x width, (pixel / 255 - mean) / std, RGB, the
    oldest of its frames first, and gives N x 2 (units.py). A recurrent one takes its state too, N x state, and
    gives (answer, next state); all zero is the state at the start.
    """
    name: str
    architecture: str
    view: str
    height: int
    width: int
    make: Callable[[], nn.Module]
    #: The trained model as it is exported: BatchNorm folded, layout as `layout` says, in evaluation mode.
    deployed: Callable[[nn.Module], nn.Module] = lambda model: model.eval()
    #: The same in the layout of the training: it takes the weights of an exported file.
    plain: Callable[[nn.Module], nn.Module] = lambda model: model
    frames: int = 1
    layout: str = "NCHW"
    mean: tuple[float, float, float] = (0.0, 0.0, 0.0)
    std: tuple[float, float, float] = (1.0, 1.0, 1.0)
    #: Shape of the state of one car, without the batch; None for networks that answer each input by itself.
    state: tuple[int, ...] | None = None
    #: Cameras whose frames it learns from (CAR_CAMERAS of src/config/f1-car.ts).
    mounts: tuple[str, ...] = ("f1",)

    @property
    def channels(self) -> int:
        return 3 * self.frames

    def normalise(self, pixels: torch.Tensor) -> torch.Tensor:
        """Pixels / 255 to what the network takes, in place."""
        if self.mean == (0, 0, 0) and self.std == (1, 1, 1):
            return pixels
        factor = torch.tensor([1 / s for s in self.std] * self.frames)[:, None, None]
        shift = torch.tensor([-m / s for m, s in zip(self.mean, self.std)] * self.frames)[:, None, None]
        return pixels.mul_(factor).add_(shift)

    def deployed_input(self, tensor: torch.Tensor) -> torch.Tensor:
        """A tensor as in training, laid out as the exported network takes it."""
        return tensor if self.layout == "NCHW" else tensor.permute(0, 2, 3, 1).contiguous()


class Folded(nn.Module):
    """Convolutions and dense layers alone: BatchNorm has gone into the convolutions, and layers keep their names."""

    def __init__(self, features: nn.Sequential, head: nn.Sequential) -> None:
        super().__init__()
        self.features = features
        self.head = head

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        return self.head(self.features(image).flatten(1))


def start_he(model: nn.Module, last: nn.Linear) -> None:
    """He et al., "Delving Deep into Rectifiers" (2015): PyTorch's own default halves the signal at each layer."""
    for layer in model.modules():
        if isinstance(layer, (nn.Conv2d, nn.Linear)):
            nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
            nn.init.zeros_(layer.bias)
    nn.init.normal_(last.weight, std=0.01)


def start_glorot(model: nn.Module) -> None:
    """Glorot and Bengio, "Understanding the difficulty of training deep feedforward neural networks" (2010)."""
    for layer in model.modules():
        if isinstance(layer, (nn.Conv2d, nn.Linear)):
            nn.init.xavier_uniform_(layer.weight)
            nn.init.zeros_(layer.bias)


def parameter_count(model: nn.Module) -> int:
    return sum(p.numel() for p in model.parameters())


def last_linear(model: nn.Module) -> nn.Linear:
    """The layer whose bias is the mean answer at the start of the training."""
    return [layer for layer in model.modules() if isinstance(layer, nn.Linear)][-1]
