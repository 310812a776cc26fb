"""The training loop of all strategies, and what they are measured by."""
import math
import sys
import time
from dataclasses import dataclass, field

import numpy as np
import torch
from torch import nn

from .data import Pictures, Training
from .network import Network
from .recipes import Recipe, before_step, prune

FIRST_LOOK_BATCHES = 8
MEASUREMENTS = 8
TELL_EVERY_S = 5.0


@dataclass(frozen=True)
class Settings:
    """`rate` is Adam's highest learning rate; it falls to nothing along a cosine."""
    epochs: float = 1.0
    batch: int = 64
    rate: float = 2e-4
    w_weight: float = 6.0
    """Weight of w's squared error against v's."""
    seed: int = 1


@dataclass
class History:
    rows: list[dict] = field(default_factory=list)

    def add(self, step: int, steps: int, loss: float | None, mse: float, sparsity: float) -> None:
        self.rows.append({"step": step, "progress": round(step / steps, 4),
                          "loss": "" if loss is None else round(loss, 7), "mse": round(mse, 7),
                          "sparsity": round(sparsity, 5)})


def fine_tune(name: str, network: Network, recipe: Recipe, data: Training, settings: Settings) -> History:
    """Trains a prepared network in place.

    Each picture of `data` is seen `settings.epochs` times. Ranges are first taken from a few batches without
    rounding; afterwards each step moves them.
    """
    generator = torch.Generator().manual_seed(settings.seed)
    order_of = np.random.default_rng(settings.seed)
    steps = max(1, math.ceil(len(data) * settings.epochs / settings.batch))
    order = np.concatenate([order_of.permutation(len(data)) for _ in range(math.ceil(settings.epochs))])
    history = History()
    first_look(network, data, order, settings)
    if recipe.quantised == "observed":
        for quantiser in network.quantisers():
            quantiser.watching = False
        history.add(0, 1, None, data.validation_mse(network), sparsity(network))
        return history
    optimiser = torch.optim.Adam(network.parameters(), lr=settings.rate)
    weights = torch.tensor([1.0, settings.w_weight])
    history.add(0, steps, None, data.validation_mse(network), sparsity(network))
    measured = [round(steps * (n + 1) / MEASUREMENTS) for n in range(MEASUREMENTS)]
    started = told = time.monotonic()
    total, counted = 0.0, 0
    for step in range(steps):
        before_step(network, recipe, step, steps)
        for group in optimiser.param_groups:
            group["lr"] = settings.rate * min(1.0, (step + 1) / 20) * (0.5 + 0.5 * math.cos(math.pi * step / steps))
        pixels, labels = data.batch(order[step * settings.batch:(step + 1) * settings.batch], generator)
        network.train()
        loss = (((network(pixels) - labels) ** 2) * weights).mean()
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        optimiser.step()
        total, counted = total + loss.item(), counted + 1
        now = time.monotonic()
        if now - told > TELL_EVERY_S:
            told = now
            left = (now - started) / (step + 1) * (steps - step - 1)
            print(f"  {name}: step {step + 1}/{steps}, loss {total / counted:.5f}, {left:.0f} s left",
                  file=sys.stderr, flush=True)
        if step + 1 in measured:
            history.add(step + 1, steps, total / counted, data.validation_mse(network), sparsity(network))
            total, counted = 0.0, 0
    if recipe.pruning == "polynomial":
        prune(network, recipe, 1.0)
    return history


def first_look(network: Network, data: Training, order: np.ndarray, settings: Settings) -> None:
    """Ranges of a few batches as they are, before anything is rounded; without jitter, which is not what drives."""
    watching = [quantiser for quantiser in network.quantisers() if quantiser.watching]
    if not watching:
        return
    for quantiser in watching:
        quantiser.rounding = False
        quantiser.widest = True
    network.train()
    with torch.no_grad():
        for start in range(0, FIRST_LOOK_BATCHES * settings.batch, settings.batch):
            chosen = order[start:start + settings.batch]
            if len(chosen):
                network(data.as_seen(chosen))
    for quantiser in watching:
        quantiser.rounding = True
        quantiser.widest = False


def answers(network: nn.Module, pictures: Pictures, indices: np.ndarray, batch: int = 128) -> np.ndarray:
    """float32 N x 2, normalised v and w, with ranges as they are."""
    network.eval()
    with torch.no_grad():
        return np.concatenate([network(pictures.tensor(indices[start:start + batch])).numpy()
                               for start in range(0, len(indices), batch)])


def sparsity(network: Network) -> float:
    """Share of zeros among the weights (biases not counted)."""
    with torch.no_grad():
        weights = [layer.weight() for layer in network.layers]
    return sum(int((weight == 0).sum()) for weight in weights) / sum(weight.numel() for weight in weights)


def distinct_weights(network: Network) -> dict[str, int]:
    """Different values by layer."""
    with torch.no_grad():
        return {layer.name: int(layer.weight().unique().numel()) for layer in network.layers}
