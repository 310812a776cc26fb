"""Frames of folders to the tensors that a network is trained on and judged with."""
import math
from collections.abc import Iterator

import numpy as np
import torch

from frames import Joined
from jitter import Jitter, planes
from networks.network import Network

#: Steps that a recurrent network is unrolled for.
RUN_FRAMES = 8
#: Share of the samples that show a stacked network the newest frame in every place, as the node does where frames
#: come too far apart.
ALONE_SHARE = 0.2


class Batches:
    """Samples are frames, each with as many before it as the network stacks, or whole runs for a recurrent one."""

    def __init__(self, network: Network, data: Joined, batch: int) -> None:
        self.network = network
        self.data = data
        self.group = RUN_FRAMES if network.state else network.frames
        self.batch = max(2, batch // RUN_FRAMES) if network.state else batch
        self.training = self.samples(data.training)

    def samples(self, indices: np.ndarray) -> np.ndarray:
        """N x pictures of a sample."""
        if self.network.state:
            return self.data.runs(indices, RUN_FRAMES)
        return self.data.stacks(indices, self.network.frames)

    @property
    def steps(self) -> int:
        """Of one epoch."""
        return math.ceil(len(self.training) / self.batch)

    def epoch(self, seed: int, epoch: int) -> Iterator[tuple[torch.Tensor, torch.Tensor]]:
        """Jittered inputs and labels: N x C x H x W and N x 2; time comes first for a recurrent network."""
        generator = torch.Generator().manual_seed(seed * 1000 + epoch)
        network = self.network
        jitter = Jitter(generator, network.height, network.width, self.batch * self.group)
        random = np.random.default_rng([seed, epoch])
        order = random.permutation(len(self.training))
        for step in range(self.steps):
            chosen = self.training[np.sort(order[step * self.batch:(step + 1) * self.batch])]
            if not network.state and network.frames > 1:
                alone = random.random(len(chosen)) < ALONE_SHARE
                chosen[alone] = chosen[alone, -1:]
            yield self.arranged(jitter(self.data.pictures(chosen))), self.labels(chosen)

    def plain(self, samples: np.ndarray) -> torch.Tensor:
        """Inputs without jitter."""
        pictures = self.data.pictures(samples)
        pixels = planes(pictures.reshape(-1, *pictures.shape[2:])).div_(255)
        return self.arranged(pixels.view(*samples.shape, *pixels.shape[1:]))

    def labels(self, samples: np.ndarray) -> torch.Tensor:
        if self.network.state:
            return torch.from_numpy(self.data.labels[samples]).transpose(0, 1)
        return torch.from_numpy(self.data.labels[samples[:, -1]])

    def arranged(self, pixels: torch.Tensor) -> torch.Tensor:
        """N x G x 3 x H x W to what the network takes."""
        if self.network.state:
            pixels = pixels.transpose(0, 1)
        else:
            pixels = pixels.flatten(1, 2)
        return self.network.normalise(pixels.contiguous())
