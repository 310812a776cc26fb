"""Distillation: the small network of training/networks/slim_pilotnet.py learns from the big one.

Hinton, Vinyals, Dean, "Distilling the Knowledge in a Neural Network" (2015). The answers are numbers, not classes:
their soft targets are the teacher's answers, and the squared errors against those and against the labels together
are, up to a constant, the squared error against their weighted mean.
"""
import argparse
import json
import pathlib

import numpy as np
import torch

from card import contract
from export import write_onnx
from networks import network_named
from networks.network import last_linear

from .data import Data, mixed
from .finetune import History, Settings, fine_tune
from .network import Network
from .onnx_file import OnnxFile
from .recipes import Recipe

DISTIL = "distil"
STUDENT = "slim_pilotnet"
RECIPE = Recipe(f"distilled into {STUDENT}")


def settings_of(options: argparse.Namespace) -> Settings:
    """A network that starts from nothing needs more epochs and bigger steps than one that is tuned."""
    return Settings(epochs=options.distil_epochs, batch=options.batch, rate=options.distil_rate, seed=options.seed)


class Student:
    """The small network, what it sees of the same frames, and what it is to answer."""

    def __init__(self, parent: dict, options: argparse.Namespace) -> None:
        self.network = network_named(STUDENT)
        self.options = options
        self.described = {"name": STUDENT, "modelFile": STUDENT, "view": self.network.view,
                          "contract": contract(self.network, {})}
        folders = [folder for folder in options.data if {parent["view"], self.network.view} <= views_of(folder)]
        if not folders:
            raise SystemExit(f"{', '.join(options.data)}: no folder holds both views, '{parent['view']}' of the "
                             f"teacher and '{self.network.view}' of the student")
        self.data = Data(folders, self.described, options.frames, options.seed)
        crop = self.data.joined.parts[0].view["crop"]
        self.described["contract"] = contract(self.network, crop)
        self.described["architecture"] = self.network.architecture
        self.test = Data([options.test], self.described)
        self.teacher = OnnxFile(parent["modelFile"])
        self.teacher_sees = Data(folders, parent)

    def start(self, file: pathlib.Path, mean: np.ndarray) -> Network:
        """Untrained, but for the mean answer; or the weights of --student."""
        if self.options.student:
            return Network(OnnxFile(self.options.student))
        torch.manual_seed(self.options.seed)
        model = self.network.make()
        with torch.no_grad():
            for layer in model.modules():
                # PyTorch's exporter makes one constant of equal ones: biases that all start at 0 would stay tied.
                if getattr(layer, "bias", None) is not None:
                    layer.bias.normal_(std=1e-4)
            last_linear(model).bias.copy_(torch.from_numpy(mean))
        write_onnx(self.network, self.network.deployed(model), file)
        network = Network(OnnxFile(file))
        file.unlink()
        return network

    def taught(self, folder: pathlib.Path, settings: Settings) -> tuple[Network, History]:
        targets = mixed(self.data, self.teacher_sees, Network(self.teacher), self.options.teacher_share)
        folder.mkdir(parents=True, exist_ok=True)
        network = self.start(folder / "start.onnx", targets[self.data.training].mean(0))
        return network, fine_tune(DISTIL, network, RECIPE, self.data, settings, targets)


def views_of(folder: str) -> set[str]:
    return set(json.loads((pathlib.Path(folder) / "meta.json").read_text())["views"])
