"""Pictures of the renderer to pixels of a worse camera."""
import numpy as np
import torch

NOISE_BANK = 64


def planes(pictures: np.ndarray) -> torch.Tensor:
    """uint8 N x H x W x 3 -> float32 N x 3 x H x W, still 0..255."""
    return torch.from_numpy(pictures).permute(0, 3, 1, 2).to(torch.float32, memory_format=torch.contiguous_format)


class Jitter:
    """Light, contrast, tint and noise that the renderer's own variation does not cover.

    Takes uint8 N x G x H x W x 3, gives float32 N x G x 3 x H x W in 0..1; the G pictures of a group, which are
    consecutive, share all but the noise. Few passes, for memory is the limit.
    """

    def __init__(self, generator: torch.Generator, height: int, width: int, pictures: int) -> None:
        self.generator = generator
        self.noise = torch.randn(NOISE_BANK + pictures, 3, height, width, generator=generator)

    def uniform(self, shape: tuple, low: float, high: float) -> torch.Tensor:
        return torch.rand(shape, generator=self.generator) * (high - low) + low

    def __call__(self, pictures: np.ndarray) -> torch.Tensor:
        n, group, height, width, _ = pictures.shape
        gain = self.uniform((n, 1, 1, 1), 0.75, 1.3) * self.uniform((n, 3, 1, 1), 0.93, 1.07) / 255
        offset = self.uniform((n, 1, 1, 1), -0.1, 0.1)
        sigma = self.uniform((n, 1, 1, 1), 0.0, 0.025)
        start = int(torch.randint(NOISE_BANK, (1,), generator=self.generator))
        if group > 1:
            gain, offset, sigma = (value.repeat_interleave(group, 0) for value in (gain, offset, sigma))
        pixels = planes(pictures.reshape(n * group, height, width, 3)).mul_(gain).add_(offset)
        pixels = pixels.addcmul_(self.noise[start:start + n * group], sigma).clamp_(0, 1)
        return pixels.view(n, group, 3, height, width)
