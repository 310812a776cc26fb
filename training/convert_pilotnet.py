"""Builds a PilotNet from the shapes of a state_dict: names differ from project to project, the order does not."""
import torch
from torch import nn

from networks.network import Folded

#: Filter size and stride of each convolution (Bojarski et al., "End to End Learning for Self-Driving Cars", 2016).
CONVOLUTIONS = ((5, 2), (5, 2), (5, 2), (3, 1), (3, 1))
DENSE = 5
OUTPUTS = 2
PILOTNET = "a PilotNet has five convolutions and five dense layers, each with weight and bias"
ORDINALS = ("first", "second", "third", "fourth", "fifth")


class Tensors:
    """The tensors of a state_dict, taken one after the other."""

    def __init__(self, file: str, state: dict[str, torch.Tensor], structure: str = PILOTNET) -> None:
        """@param structure what the network consists of, in words"""
        self.file = file
        self.structure = structure
        # Counters of BatchNorm are no weights.
        self.left = [(name, tensor) for name, tensor in state.items() if tensor.dim() > 0]

    def peek(self, dims: int) -> bool:
        return bool(self.left) and self.left[0][1].dim() == dims

    def take(self, what: str, wanted: tuple[int | None, ...]) -> torch.Tensor:
        """The next tensor; None in `wanted` stands for any size."""
        size = "x".join("any" if n is None else str(n) for n in wanted)
        if not self.left:
            raise SystemExit(f"{self.file}: ends before {what} ({size}); {self.structure}")
        name, tensor = self.left.pop(0)
        shape = tuple(tensor.shape)
        if len(shape) != len(wanted) or any(w is not None and n != w for n, w in zip(shape, wanted)):
            raise SystemExit(f"{self.file}: tensor '{name}' is {'x'.join(map(str, shape)) or 'a single number'}, "
                             f"expected {what} ({size}); {self.structure}")
        if not tensor.is_floating_point() or not bool(torch.isfinite(tensor).all()):
            raise SystemExit(f"{self.file}: tensor '{name}' holds values that are no finite numbers")
        return tensor.detach().to("cpu", torch.float32)


def pilotnet_from(file: str, state: dict[str, torch.Tensor], height: int, width: int,
                  eps: float) -> tuple[nn.Module, int]:
    """The network with its BatchNorm, if it has one, folded into the first convolution; and how many frames it takes.

    ReLU follows every layer but the last; pictures are height x width.
    """
    tensors = Tensors(file, state)
    norm = None
    if tensors.peek(1):
        norm = [tensors.take("the BatchNorm's weight", (None,))]
        channels = len(norm[0])
        norm += [tensors.take(f"the BatchNorm's {part}", (channels,)) for part in ("bias", "mean", "variance")]
    layers: list[nn.Module] = []
    channels, rows, columns = None if norm is None else len(norm[0]), height, width
    for ordinal, (kernel, stride) in zip(ORDINALS, CONVOLUTIONS):
        weight = tensors.take(f"the {ordinal} convolution's weight", (None, channels, kernel, kernel))
        layer = nn.Conv2d(weight.shape[1], weight.shape[0], kernel, stride)
        fill(layer, weight, tensors.take(f"the {ordinal} convolution's bias", (weight.shape[0],)))
        layers += [layer, nn.ReLU()]
        channels = weight.shape[0]
        rows, columns = (rows - kernel) // stride + 1, (columns - kernel) // stride + 1
    inputs = layers[0].in_channels
    if inputs % 3:
        raise SystemExit(f"{file}: its first convolution takes {inputs} channels; pictures have 3 each")
    if rows < 1 or columns < 1:
        raise SystemExit(f"{file}: pictures of {width}x{height} are too small for a PilotNet; give --size WIDTHxHEIGHT")
    if tensors.peek(2) and tensors.left[0][1].shape[1] != channels * rows * columns:
        name, weight = tensors.left[0]
        raise SystemExit(f"{file}: tensor '{name}' takes {weight.shape[1]} values, but pictures of {width}x{height} "
                         f"give {channels * rows * columns} ({channels}x{rows}x{columns}); give the size that the network "
                         "was trained with: --size WIDTHxHEIGHT")
    dense: list[nn.Module] = []
    values = channels * rows * columns
    for number, ordinal in enumerate(ORDINALS, 1):
        outputs = OUTPUTS if number == DENSE else None
        weight = tensors.take(f"the {ordinal} dense layer's weight", (outputs, values))
        values = weight.shape[0]
        layer = nn.Linear(weight.shape[1], values)
        fill(layer, weight, tensors.take(f"the {ordinal} dense layer's bias", (values,)))
        dense += [layer, nn.ReLU()]
    if tensors.left:
        raise SystemExit(f"{file}: tensor '{tensors.left[0][0]}' follows where a PilotNet ends; is it another network? "
                         "A TorchScript file can be converted whatever its layers are")
    if norm:
        fold(layers[0], norm, eps)
    return Folded(nn.Sequential(*layers), nn.Sequential(*dense[:-1])).eval(), inputs // 3


def fill(layer: nn.Module, weight: torch.Tensor, bias: torch.Tensor) -> None:
    with torch.no_grad():
        layer.weight.copy_(weight)
        layer.bias.copy_(bias)


def fold(first: nn.Conv2d, norm: list[torch.Tensor], eps: float) -> None:
    """Exact, because the first convolution has no padding."""
    weight, bias, mean, variance = (tensor.double() for tensor in norm)
    scale = weight / torch.sqrt(variance + eps)
    shift = bias - mean * scale
    with torch.no_grad():
        old = first.weight.double()
        first.bias.copy_(first.bias.double() + (old * shift[None, :, None, None]).sum((1, 2, 3)))
        first.weight.copy_(old * scale[None, :, None, None])
