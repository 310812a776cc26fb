"""Quantisation as onnxruntime computes it, in float: what goes in comes out as a value that 8 bits can hold.

QuantizeLinear of the ONNX specification: saturate(round(x / scale) + zero_point), rounding half to even, zero
exactly representable. Gradients pass straight through where nothing was clipped (Bengio et al. 2013; Jacob et al.,
"Quantization and Training of Neural Networks for Efficient Integer-Arithmetic-Only Inference", 2018).
"""
import numpy as np
import torch
from torch import nn

WEIGHT_LIMIT = 127
LEVELS = 255
SMALLEST_SHARE = 2.0 ** -12


class Rounded(torch.autograd.Function):
    """clamp(round(x / scale), low, high) * scale; low and high count from the zero point."""

    @staticmethod
    def forward(ctx, x: torch.Tensor, scale: torch.Tensor, low: int, high: int) -> torch.Tensor:
        steps = (x / scale).round_()
        ctx.save_for_backward((steps >= low) & (steps <= high))
        return steps.clamp_(low, high).mul_(scale)

    @staticmethod
    def backward(ctx, gradient: torch.Tensor):
        inside, = ctx.saved_tensors
        return gradient * inside, None, None, None


def rounded(x: torch.Tensor, scale: torch.Tensor, low: int, high: int) -> torch.Tensor:
    return Rounded.apply(x, scale, low, high)


def uint8_grid(low: float, high: float) -> tuple[np.float32, int]:
    """Scale and zero point (0..255) of a range, widened so that it holds zero and is not empty."""
    low, high = min(float(low), 0.0), max(float(high), 0.0)
    scale = np.float32((high - low) / LEVELS) if high > low else np.float32(1 / LEVELS)
    return scale, int(np.clip(np.rint(-low / float(scale)), 0, LEVELS))


class ActivationQuantiser(nn.Module):
    """uint8 with a zero point. Watches the range of what passes while `watching`, then keeps it.

    The first pass takes the range as it is; later ones move it by `1 - decay` (exponential moving average).
    """

    def __init__(self, decay: float = 0.95) -> None:
        super().__init__()
        self.decay = decay
        self.low = self.high = 0.0
        self.seen = False
        self.watching = True
        self.rounding = True
        self.widest = False
        """While true, the range only widens: before training, all batches count the same."""

    def fix(self, low: float, high: float) -> None:
        self.low, self.high, self.seen, self.watching = low, high, True, False

    def range(self) -> tuple[float, float]:
        """The range that the 256 values really span, in which zero is one of them."""
        scale, zero_point = uint8_grid(self.low, self.high)
        return -zero_point * float(scale), (LEVELS - zero_point) * float(scale)

    def watch(self, x: torch.Tensor) -> None:
        low, high = min(float(x.min()), 0.0), max(float(x.max()), 0.0)
        if not self.seen:
            self.low, self.high, self.seen = low, high, True
        elif self.widest:
            self.low, self.high = min(self.low, low), max(self.high, high)
        else:
            self.low += (1 - self.decay) * (low - self.low)
            self.high += (1 - self.decay) * (high - self.high)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        if self.watching and (self.training or not self.seen):
            self.watch(x.detach())
        if not self.rounding:
            return x
        scale, zero_point = uint8_grid(self.low, self.high)
        return rounded(x, torch.tensor(scale), -zero_point, LEVELS - zero_point)

    def scale(self) -> float:
        return float(uint8_grid(self.low, self.high)[0])


class WeightQuantiser(nn.Module):
    """int8, symmetric, -127..127: one scale an output channel, or one for the layer."""

    def __init__(self, per_channel: bool) -> None:
        super().__init__()
        self.per_channel = per_channel

    def scales(self, weight: torch.Tensor) -> torch.Tensor:
        """float32, one or as many as output channels."""
        with torch.no_grad():
            largest = weight.abs().flatten(1).amax(1) if self.per_channel else weight.abs().amax().reshape(1)
            # A channel with next to no weights still needs a scale in which 32 bits hold its bias.
            floor = float(largest.max()) * SMALLEST_SHARE or 1.0
            return largest.clamp_min(floor) / WEIGHT_LIMIT

    def forward(self, weight: torch.Tensor) -> torch.Tensor:
        scales = self.scales(weight)
        return rounded(weight, scales.reshape(-1, *[1] * (weight.dim() - 1)), -WEIGHT_LIMIT, WEIGHT_LIMIT)
