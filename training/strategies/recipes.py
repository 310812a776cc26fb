"""The strategies: what each does to the network before and while it is fine-tuned."""
import math
from dataclasses import asdict, dataclass

import torch

from .fake_quantise import ActivationQuantiser, WeightQuantiser
from .network import Network
from .weights import Clustered, Masked


@dataclass(frozen=True)
class Recipe:
    summary: str
    after: str | None = None
    """The strategy whose result it starts from; None: the model itself."""
    pruning: str | None = None
    """local, global, polynomial, or keep: zeros stay zero."""
    share: float = 0.0
    """Pruned share of the weights: of convolutions and of all when global; at the end of the polynomial."""
    dense_share: float = 0.0
    start_share: float = 0.0
    clusters: int = 0
    """Distinct values a layer may have, zero included; 0: no clustering."""
    quantised: str | None = None
    """trained: quantisation-aware; observed: ranges are measured, nothing is trained."""
    per_channel: bool = True
    effort: float = 1.0
    """Epochs it takes, in those of the others."""
    boldness: float = 1.0
    """Learning rate it takes, likewise: what was cut away is made up for by large steps, roundings by small ones."""

    def parameters(self) -> dict:
        """For card and marker: what is set, without what does not apply."""
        told = {key: value for key, value in asdict(self).items()
                if key not in ("summary", "effort", "boldness") and value not in (None, 0, 0.0)}
        if not self.quantised:
            del told["per_channel"]
        return told


RECIPES: dict[str, Recipe] = {
    "qat": Recipe("quantisation-aware training", quantised="trained"),
    "prune_local": Recipe("smallest 30% of each convolution and 50% of each dense layer are zero",
                          pruning="local", share=0.3, dense_share=0.5, effort=3.0, boldness=4.0),
    "prune_global": Recipe("smallest 30% of all weights are zero", pruning="global", share=0.3,
                           boldness=4.0),
    "prune_polynomial": Recipe("zeros grow from 50 to 80% of each layer of some size while it trains",
                               pruning="polynomial", start_share=0.5, share=0.8, effort=6.0, boldness=20.0),
    "prune_quantised": Recipe("prune_global with ranges for int8, measured", after="prune_global", pruning="keep",
                              quantised="observed"),
    # One scale a layer: with one a channel, equal weights would become different int8 values.
    "cqat": Recipe("cluster-preserving quantisation-aware training", clusters=16, quantised="trained",
                   per_channel=False, effort=3.0, boldness=4.0),
    "pqat": Recipe("sparsity-preserving quantisation-aware training", after="prune_polynomial", pruning="keep",
                   quantised="trained", effort=2.0, boldness=4.0),
    "pcqat": Recipe("sparsity- and cluster-preserving quantisation-aware training", after="prune_polynomial",
                    pruning="keep", clusters=16, quantised="trained", per_channel=False, effort=3.0,
                    boldness=4.0),
}

FIRST_SHARE_OF_STEPS = 0.5
"""Masks grow and ranges move for this share of the steps; the rest trains with both as they are."""
MASK_EVERY = 10
SMALLEST_SHARE_OF_WEIGHTS = 0.002
"""Layers with less of all weights stay whole under the polynomial: their zeros would save nothing and cost much."""


def prepare(network: Network, recipe: Recipe, input_range: tuple[float, float]) -> None:
    """Puts masks, clusters and quantisers where the recipe wants them."""
    if recipe.clusters:
        for layer in network.layers:
            layer.source = Clustered(layer.source().detach(), recipe.clusters, zeros=recipe.pruning is not None)
    elif recipe.pruning:
        for layer in network.layers:
            layer.source = Masked(layer.source().detach())
        prune(network, recipe, 0.0)
    if recipe.quantised:
        network.input_quantiser = ActivationQuantiser()
        network.input_quantiser.fix(*input_range)
        for layer in network.layers:
            layer.weight_quantiser = WeightQuantiser(recipe.per_channel)
            layer.output_quantiser = ActivationQuantiser()
        # The QDQ writer lets a dense layer that gives the commands answer in float: its range is noted, not used.
        last = network.layers[-1]
        last.output_quantiser.rounding = last.convolution


def prune(network: Network, recipe: Recipe, progress: float) -> None:
    """Sets the masks for a moment of the training, 0 to 1."""
    if recipe.clusters or not recipe.pruning:
        return
    total = sum(layer.source.value.numel() for layer in network.layers)
    for layer in network.layers:
        if recipe.pruning == "local":
            layer.source.prune(recipe.share if layer.convolution else recipe.dense_share)
        elif recipe.pruning == "polynomial" and layer.source.value.numel() >= SMALLEST_SHARE_OF_WEIGHTS * total:
            layer.source.prune(polynomial_share(recipe.start_share, recipe.share, progress))
        elif recipe.pruning == "keep":
            layer.source.keep_zeros()
    if recipe.pruning == "global":
        magnitudes = torch.cat([layer.source.value.detach().abs().flatten() for layer in network.layers])
        threshold = magnitudes.kthvalue(max(1, round(recipe.share * magnitudes.numel()))).values
        for layer in network.layers:
            layer.source.prune_below(float(threshold))


def polynomial_share(start: float, end: float, progress: float) -> float:
    """Zhu and Gupta, "To prune, or not to prune" (2017), equation 1."""
    left = 1 - min(1.0, max(0.0, progress / FIRST_SHARE_OF_STEPS))
    return end + (start - end) * left ** 3


def before_step(network: Network, recipe: Recipe, step: int, steps: int) -> None:
    """What changes on the way: masks of the polynomial grow, ranges are kept from some moment on."""
    last_change = min(steps - 1, math.ceil(FIRST_SHARE_OF_STEPS * steps))
    if recipe.pruning == "polynomial" and step <= last_change and (step % MASK_EVERY == 0 or step == last_change):
        prune(network, recipe, 1.0 if step == last_change else step / steps)
    if step >= last_change:
        for quantiser in network.quantisers():
            quantiser.watching = False
