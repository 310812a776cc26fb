"""Where a layer's weights come from while it is fine-tuned: free, masked, or shared by clusters."""
import numpy as np
import torch
from torch import nn


class Free(nn.Module):
    """Every weight for itself."""

    def __init__(self, weight: torch.Tensor) -> None:
        super().__init__()
        self.value = nn.Parameter(weight.clone())

    def forward(self) -> torch.Tensor:
        return self.value


class Masked(nn.Module):
    """Weights of which some stay zero; which, may change while the mask grows."""

    def __init__(self, weight: torch.Tensor) -> None:
        super().__init__()
        self.value = nn.Parameter(weight.clone())
        self.register_buffer("mask", torch.ones_like(weight))

    def forward(self) -> torch.Tensor:
        return self.value * self.mask

    def prune(self, share: float) -> None:
        """Zeroes this share of the layer, smallest magnitudes first (L1); what is zero already comes first of all."""
        with torch.no_grad():
            magnitudes = (self.value * self.mask).abs().flatten()
            count = round(share * magnitudes.numel())
            mask = torch.ones_like(magnitudes)
            mask[magnitudes.argsort(stable=True)[:count]] = 0
            self.mask.copy_(mask.view_as(self.mask))

    def prune_below(self, magnitude: float) -> None:
        with torch.no_grad():
            self.mask.copy_((self.value.abs() > magnitude).to(self.mask.dtype))

    def keep_zeros(self) -> None:
        with torch.no_grad():
            self.mask.copy_((self.value != 0).to(self.mask.dtype))


class Clustered(nn.Module):
    """Weights that share a few values: the values learn, who shares which stays.

    With `zeros` what is zero stays zero: one cluster holds it and does not learn.
    """

    def __init__(self, weight: torch.Tensor, clusters: int, zeros: bool) -> None:
        super().__init__()
        values = weight.detach().numpy().ravel()
        kept = values != 0 if zeros else np.ones(values.size, bool)
        centroids = k_means(values[kept], clusters - 1 if zeros else clusters)
        assignment = np.zeros(values.size, np.int64)
        assignment[kept] = nearest(values[kept], centroids) + (1 if zeros else 0)
        self.zeros = zeros
        self.value = nn.Parameter(torch.from_numpy(centroids))
        self.register_buffer("assignment", torch.from_numpy(assignment).view(weight.shape))

    def forward(self) -> torch.Tensor:
        values = torch.cat([self.value.new_zeros(1), self.value]) if self.zeros else self.value
        return values[self.assignment]


def nearest(values: np.ndarray, centroids: np.ndarray) -> np.ndarray:
    """Index of the nearest centroid; centroids ascend."""
    return np.searchsorted((centroids[1:] + centroids[:-1]) / 2, values)


def k_means(values: np.ndarray, clusters: int, rounds: int = 60) -> np.ndarray:
    """At most `clusters` ascending centroids of numbers (Lloyd), started evenly between the extremes, which finds the
    large weights better than random or density-based starts (Han, Mao, Dally, "Deep Compression", 2016)."""
    distinct = np.unique(values)
    if distinct.size <= clusters:
        return distinct.astype(np.float32)
    ordered = np.sort(values.astype(np.float64))
    sums = np.concatenate([[0.0], np.cumsum(ordered)])
    centroids = np.linspace(ordered[0], ordered[-1], clusters)
    for _ in range(rounds):
        edges = np.searchsorted(ordered, (centroids[1:] + centroids[:-1]) / 2)
        bounds = np.concatenate([[0], edges, [ordered.size]])
        counts = np.diff(bounds)
        means = np.diff(sums[bounds]) / np.maximum(counts, 1)
        moved = np.where(counts > 0, means, centroids)
        if np.allclose(moved, centroids, rtol=0, atol=1e-9):
            break
        centroids = np.sort(moved)
    return centroids.astype(np.float32)
