"""What a strategy leaves behind: model, card, ranges, figures, curve, answers to hold other runtimes against."""
import base64
import csv
import gzip
import hashlib
import json
import pathlib
from dataclasses import dataclass

import numpy as np
import torch

from card import card_text
from events import Events
from units import V_SCALE_MPS, W_SCALE_RADPS

from .data import Data, answers
from .fake_quantise import ActivationQuantiser
from .finetune import History, Settings, distinct_weights, sparsity
from .network import Network
from .recipes import RECIPES, Recipe

RANGES_FORMAT = "f1-brain quantization ranges 1"
CHECKED_PICTURES = 8


@dataclass(frozen=True)
class Result:
    """A strategy that has run."""
    name: str
    recipe: Recipe
    settings: Settings
    network: Network
    history: History
    data: Data
    test: Data
    described: dict
    """Card of what it sees and answers: the parent's, or the student's own."""
    parent: dict
    command: str
    more: dict
    """Further lines for training.json and card."""

    def write(self, folder: pathlib.Path) -> dict:
        """@returns what training.json says"""
        folder.mkdir(parents=True, exist_ok=True)
        model = folder / f"{self.name}.onnx"
        self.network.file.write_with(self.network.values(), model)
        if self.recipe.quantised:
            write_json(folder / "ranges.json", ranges_of(self.network))
        write_json(folder / "check.json", check_of(self.network, self.test))
        write_history(folder / "losses.csv", self.history)
        summary = {
            "strategy": self.name, **self.recipe.parameters(), **self.more,
            "seed": self.settings.seed, "epochs": 0 if self.recipe.quantised == "observed" else self.settings.epochs,
            "batch": self.settings.batch, "rate": self.settings.rate, "w_weight": self.settings.w_weight,
            "optimiser": "Adam, cosine schedule", "torch": torch.__version__,
            "frames": len(self.data.training), "data": self.data.metas,
            "parent": {"name": self.parent["name"], "sha256": self.parent["sha256"]},
            "test": figures(self.network, self.test),
            "sparsity": round(sparsity(self.network), 5), "distinct_weights": distinct_weights(self.network),
            **sizes(model),
        }
        write_json(folder / "training.json", summary)
        (folder / f"{self.name}.card.yml").write_text(card_text(self.card(summary)))
        return summary

    def card(self, summary: dict) -> dict:
        told_data = [{key: meta.get(key) for key in ("frames", "seed", "poses", "revision")}
                     for meta in self.data.metas]
        common = {"parent": self.parent["sha256"], "seed": self.settings.seed, "epochs": summary["epochs"],
                  "rate": self.settings.rate, "batch": self.settings.batch, "frames": summary["frames"],
                  "data": told_data}
        steps = [{"strategy": self.name, **common, **self.recipe.parameters(), **self.more}]
        if self.recipe.after:
            steps.insert(0, {"strategy": self.recipe.after, **common,
                             "epochs": self.settings.epochs / self.recipe.effort * RECIPES[self.recipe.after].effort,
                             "rate": self.settings.rate / self.recipe.boldness * RECIPES[self.recipe.after].boldness,
                             **RECIPES[self.recipe.after].parameters()})
            del steps[1]["parent"]
        told = ("strategy", "seed", "epochs", "batch", "rate", "w_weight", "optimiser", "torch", "frames", "data")
        return {
            "name": self.name, "file": f"{self.name}.onnx", "sha256": summary["sha256"],
            "architecture": self.described["architecture"], "precision": "fp32",
            "parameters": sum(parameter.size for parameter in self.network.values().values()),
            "sparsity": summary["sparsity"],
            "contract": self.described["contract"],
            "parent": summary["parent"],
            "optimization": [*self.parent["optimization"], *steps],
            "training": {"command": self.command, "stages": [{key: summary[key] for key in told}]},
            "figures": {"test": summary["test"]},
        }


def ranges_of(network: Network) -> dict:
    """What the QDQ writer needs (`f1-brain optimize --strategy static --ranges FILE`)."""
    def ends(quantiser: ActivationQuantiser) -> dict:
        low, high = quantiser.range()
        return {"min": low, "max": high}

    with torch.no_grad():
        layers = {layer.name: {"weight_scales": layer.weight_quantiser.scales(layer.source()).tolist(),
                               "output": ends(layer.output_quantiser)} for layer in network.layers}
    return {"format": RANGES_FORMAT, "input": ends(network.input_quantiser), "layers": layers}


def figures(network: torch.nn.Module, test: Data) -> dict:
    """Mean squared errors in normalised units and mean absolute errors in units, on frames no training saw."""
    error = answers(network, test, np.arange(len(test))).astype(np.float64) - test.labels
    mse_v, mse_w = (error ** 2).mean(0)
    v_abs, w_abs = np.abs(error).mean(0) * (V_SCALE_MPS, W_SCALE_RADPS)
    return {"mse": round((mse_v + mse_w) / 2, 7), "mse_v": round(mse_v, 7), "mse_w": round(mse_w, 7),
            "v_mean_abs_mps": round(v_abs, 4), "w_mean_abs_radps": round(w_abs, 4),
            "frames": len(test), "seed": test.metas[0]["seed"]}


def check_of(network: torch.nn.Module, test: Data) -> dict:
    """Pictures (bytes, RGB, rows top to bottom) and the network's normalised answers to them."""
    indices = np.linspace(0, len(test) - 1, CHECKED_PICTURES).astype(int)
    pictures = [base64.b64encode(picture.tobytes()).decode() for picture in test.joined.pictures(indices)]
    return {"pictures": pictures, "answers": answers(network, test, indices).tolist()}


def sizes(file: pathlib.Path) -> dict:
    content = file.read_bytes()
    return {"bytes": len(content), "gzip_bytes": len(gzip.compress(content, 9, mtime=0)),
            "sha256": hashlib.sha256(content).hexdigest()}


def write_history(file: pathlib.Path, history: History) -> None:
    with open(file, "w", newline="") as out:
        writer = csv.DictWriter(out, history.rows[0].keys())
        writer.writeheader()
        writer.writerows(history.rows)
    events = Events(file.parent, "step")
    for row in history.rows:
        events.add(row)
    events.close()


def write_json(file: pathlib.Path, content: dict) -> None:
    beside = file.with_name(f"{file.name}.tmp")
    beside.write_text(json.dumps(content, indent=2) + "\n")
    beside.replace(file)
