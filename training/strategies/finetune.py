"""The training loop of all strategies, and what they are measured by."""
import contextlib
import math
import sys
import time
from dataclasses import dataclass, field

import numpy as np
import torch

from .data import Data, mean_squared_error
from .fake_quantise import ActivationQuantiser
from .network import Network
from .recipes import Recipe, before_step

FIRST_LOOK_FRAMES = 512
MEASUREMENTS = 4
TELL_EVERY_S = 5.0


@dataclass(frozen=True)
class Settings:
    """`rate` is Adam's highest learning rate; it falls to nothing along a cosine."""
    epochs: float = 1.0
    batch: int = 64
    rate: float = 5e-5
    w_weight: float = 6.0
    """Weight of w's squared error against v's."""
    seed: int = 1


@dataclass
class History:
    rows: list[dict] = field(default_factory=list)

    def add(self, step: int, steps: int, loss: float | None, mse: float, sparsity: float) -> None:
        self.rows.append({"step": step, "progress": round(step / max(1, steps), 4),
                          "loss": "" if loss is None else round(loss, 7), "mse": round(mse, 7),
                          "sparsity": round(sparsity, 5)})


def fine_tune(name: str, network: Network, recipe: Recipe, data: Data, settings: Settings,
              targets: np.ndarray | None = None) -> History:
    """Trains a prepared network in place.

    Each frame of `data.training` is seen `settings.epochs` times. Ranges are first taken from some frames without
    rounding; afterwards each step moves them. `targets` (N x 2, one for each of the data's frames) take the labels'
    place in training.
    """
    targets = data.labels if targets is None else targets
    order = shuffled(data.training, settings)
    history = History()
    first_look(network, data, order[:FIRST_LOOK_FRAMES])
    steps = 0 if recipe.quantised == "observed" else math.ceil(len(order) / settings.batch)
    history.add(0, steps, None, mean_squared_error(network, data, data.validation), sparsity(network))
    generator = torch.Generator().manual_seed(settings.seed)
    jitter = data.jitter(generator, settings.batch)
    optimiser = torch.optim.Adam(network.parameters(), lr=settings.rate)
    weights = torch.tensor([1.0, settings.w_weight])
    measured = {round(steps * (n + 1) / MEASUREMENTS) for n in range(MEASUREMENTS)}
    progress = Progress(name, steps)
    losses: list[float] = []
    for step in range(steps):
        before_step(network, recipe, step, steps)
        for group in optimiser.param_groups:
            group["lr"] = settings.rate * share_of_rate(step, steps)
        chosen = np.sort(order[step * settings.batch:(step + 1) * settings.batch])
        network.train()
        answers = network(data.jittered(chosen, jitter))
        loss = (((answers - torch.from_numpy(targets[chosen])) ** 2) * weights).mean()
        if not math.isfinite(loss.item()):
            raise SystemExit(f"{name}: the loss is {loss.item()} at step {step + 1}; try a lower --rate")
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        optimiser.step()
        losses.append(loss.item())
        progress.tell(step, losses)
        if step + 1 in measured:
            history.add(step + 1, steps, sum(losses) / len(losses),
                        mean_squared_error(network, data, data.validation), sparsity(network))
            losses = []
    return history


def shuffled(indices: np.ndarray, settings: Settings) -> np.ndarray:
    """Frames in the order in which they are seen; a last epoch may be a part of one."""
    random = np.random.default_rng(settings.seed)
    order = np.concatenate([random.permutation(indices) for _ in range(math.ceil(settings.epochs))])
    return order[:max(1, round(len(indices) * settings.epochs))]


def share_of_rate(step: int, steps: int) -> float:
    """Up in 20 steps, down along a cosine."""
    return min(1.0, (step + 1) / 20) * (0.5 + 0.5 * math.cos(math.pi * step / steps))


class Progress:
    """A line every few seconds on stderr."""

    def __init__(self, name: str, steps: int) -> None:
        self.name, self.steps = name, steps
        self.started = self.told = time.monotonic()

    def tell(self, step: int, losses: list[float]) -> None:
        now = time.monotonic()
        if now - self.told < TELL_EVERY_S:
            return
        self.told = now
        left = (now - self.started) / (step + 1) * (self.steps - step - 1)
        print(f"  {self.name}: step {step + 1}/{self.steps}, loss {sum(losses) / len(losses):.5f}, {left:.0f} s left",
              file=sys.stderr, flush=True)


def first_look(network: Network, data: Data, indices: np.ndarray, batch: int = 64) -> None:
    """Ranges of some frames as they are, before anything is rounded; without jitter, which is not what drives."""
    watching = [quantiser for quantiser in network.quantisers() if quantiser.watching]
    if not watching:
        return
    network.train()
    with torch.no_grad(), looking(watching):
        for start in range(0, len(indices), batch):
            network(data.as_seen(np.sort(indices[start:start + batch])))


@contextlib.contextmanager
def looking(quantisers: list[ActivationQuantiser]):
    rounding = [quantiser.rounding for quantiser in quantisers]
    for quantiser in quantisers:
        quantiser.rounding, quantiser.widest = False, True
    yield
    for quantiser, was in zip(quantisers, rounding):
        quantiser.rounding, quantiser.widest = was, False


def sparsity(network: Network) -> float:
    """Share of zeros among the weights (biases not counted)."""
    with torch.no_grad():
        weights = [layer.weight() for layer in network.layers]
    return sum(int((weight == 0).sum()) for weight in weights) / sum(weight.numel() for weight in weights)


def distinct_weights(network: Network) -> dict[str, int]:
    """Different values by layer."""
    with torch.no_grad():
        return {layer.name: int(layer.weight().unique().numel()) for layer in network.layers}
