"""Builds the network of a policy from its weights: dense layers, behind NatureCNN where it sees an image."""
import torch
from torch import nn

from convert_pilotnet import Tensors, fill

ACTIVATIONS = {
    "relu": nn.ReLU, "tanh": nn.Tanh, "elu": nn.ELU, "leakyrelu": nn.LeakyReLU, "silu": nn.SiLU, "gelu": nn.GELU,
    "sigmoid": nn.Sigmoid,
}
#: Filter size and stride of each convolution of NatureCNN (Mnih et al., "Human-level control through deep reinforcement
#: learning", 2015).
CONVOLUTIONS = ((8, 4), (4, 2), (3, 1))
ORDINALS = ("first", "second", "third")


def policy_from(file: str, state: dict[str, torch.Tensor], shape: list[int], activation: str, squash: bool) -> nn.Module:
    """The deterministic policy: weights and biases in the order in which they are applied.

    @param shape of the input, [1, C, H, W] or [1, values]
    @param activation after every dense layer but the last; those of the convolutions, and the one after them, are ReLU
    @param squash whether tanh follows the last layer
    """
    tensors = Tensors(file, state, "a policy has dense layers, each with weight and bias, behind NatureCNN if it sees an image")
    layers: list[nn.Module] = []
    values = shape[1]
    sees_image = len(shape) == 4
    if sees_image:
        layers, values = nature_cnn(tensors, shape)
    elif tensors.peek(4):
        raise SystemExit(f"{file}: begins with a convolution, so it sees an image: remove --rows")
    elif tensors.left and not tensors.peek(2):
        raise SystemExit(f"{file}: tensor '{tensors.left[0][0]}' is no weight of a dense layer; a TorchScript file can be "
                         "converted whatever its layers are")
    first = True
    while first or tensors.left:
        if first and tensors.peek(2):
            check_values(tensors, values, shape)
        weight = tensors.take("a dense layer's weight", (None, values))
        layer = nn.Linear(values, len(weight))
        fill(layer, weight, tensors.take("its bias", (len(weight),)))
        layers += [layer, nn.ReLU() if first and sees_image else ACTIVATIONS[activation]()]
        values, first = len(weight), False
    layers[-1:] = [nn.Tanh()] if squash else []
    return nn.Sequential(*layers).eval()


def nature_cnn(tensors: Tensors, shape: list[int]) -> tuple[list[nn.Module], int]:
    """@return layers, and how many values come out of them"""
    layers: list[nn.Module] = []
    _, channels, rows, columns = shape
    if not tensors.peek(4):
        raise SystemExit(f"{tensors.file}: sees numbers, not an image (no convolution); say with --rows which positions of "
                         "the line they are")
    inputs = tensors.left[0][1].shape[1]
    if inputs != channels:
        raise SystemExit(f"{tensors.file}: takes {inputs} channels, but --channels and --frames make {channels}")
    for ordinal, (kernel, stride) in zip(ORDINALS, CONVOLUTIONS):
        weight = tensors.take(f"the {ordinal} convolution's weight of NatureCNN", (None, channels, kernel, kernel))
        layer = nn.Conv2d(channels, len(weight), kernel, stride)
        fill(layer, weight, tensors.take(f"the {ordinal} convolution's bias", (len(weight),)))
        layers += [layer, nn.ReLU()]
        channels, rows, columns = len(weight), (rows - kernel) // stride + 1, (columns - kernel) // stride + 1
    if rows < 1 or columns < 1:
        raise SystemExit(f"{tensors.file}: images of {shape[3]}x{shape[2]} are too small for NatureCNN; give --size "
                         "WIDTHxHEIGHT")
    return [*layers, nn.Flatten()], channels * rows * columns


def check_values(tensors: Tensors, values: int, shape: list[int]) -> None:
    name, weight = tensors.left[0]
    if weight.shape[1] == values:
        return
    told = f"images of {shape[3]}x{shape[2]} give {values}; give the size of its training: --size WIDTHxHEIGHT" \
        if len(shape) == 4 else f"--rows lists {values}"
    raise SystemExit(f"{tensors.file}: tensor '{name}' takes {weight.shape[1]} values, but {told}")
