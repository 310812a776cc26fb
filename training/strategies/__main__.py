"""Fine-tunes a model by one strategy, several, or all. Called by training/strategies.sh, which brings frames and card.

    PYTHONPATH=training python3 -m strategies qat pqat --parent parent.json --data training/data/base \
        --test training/data/test --runs training/runs/strategies

Each result is made once: a marker beside it (NAME.done) holds what it was made of.
"""
import argparse
import hashlib
import json
import pathlib
import sys
import time
from dataclasses import asdict, replace

import numpy as np
import torch

from .data import Data, mixed
from .distil import DISTIL, RECIPE as DISTILLATION, Student, settings_of
from .finetune import Settings, fine_tune
from .network import Network
from .onnx_file import OnnxFile
from .recipes import RECIPES, Recipe, prepare
from .results import Result, figures, write_json

NAMES = [*RECIPES, DISTIL]


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="strategies", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="+", metavar="NAME", help=f"all, or any of {', '.join(NAMES)}")
    parser.add_argument("--parent", required=True, help="what describe.ts wrote about the model to start from")
    parser.add_argument("--data", nargs="+", required=True, help="folders of frames to train with")
    parser.add_argument("--test", required=True, help="folder of frames that no training saw")
    parser.add_argument("--runs", required=True, help="folder for results")
    parser.add_argument("--frames", type=int, default=36000, help="frames drawn from --data")
    parser.add_argument("--epochs", type=float, default=0.5, help="of qat; others take a multiple "
                        "(recipes.py)")
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--rate", type=float, default=5e-5, help="of qat; strategies that cut "
                        "more away take a multiple of it (recipes.py)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--distil-epochs", type=float, default=10.0)
    parser.add_argument("--distil-rate", type=float, default=1e-3)
    parser.add_argument("--teacher-share", type=float, default=0.5, help="weight of the teacher's answers, 0 to 1; "
                        "the labels have the rest")
    parser.add_argument("--student", help="trained ONNX file of the small network to go on from")
    parser.add_argument("--pruned", action="store_true", help="the model is pruned already: what keeps zeros starts "
                        "from it")
    parser.add_argument("--command", default="python3 -m strategies", help="what was called, for the cards")
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    unknown = [name for name in options.names if name not in (*NAMES, "all")]
    if unknown:
        parser.error(f"'{unknown[0]}' is no strategy; there are {', '.join(NAMES)}, or all")
    if options.frames < 1 or options.epochs <= 0 or options.batch < 1 or options.rate <= 0:
        parser.error("--frames, --epochs, --batch and --rate must be above 0")
    return options


def recipe_of(name: str, pruned: bool) -> Recipe:
    """What starts from a pruning starts from the model itself where that is pruned."""
    recipe = RECIPES[name]
    return replace(recipe, after=None) if pruned and recipe.pruning == "keep" else recipe


def in_order(names: list[str], pruned: bool) -> list[str]:
    """Each once, after what it starts from."""
    wanted: list[str] = []
    for name in NAMES if "all" in names else names:
        for needed in (recipe_of(name, pruned).after if name in RECIPES else None, name):
            if needed and needed not in wanted:
                wanted.append(needed)
    return wanted


def input_range(contract: dict) -> tuple[float, float]:
    """Lowest and highest value that a pixel can have after normalisation."""
    ends = [(pixel * contract["scale"] - mean) / std
            for pixel in (0, 255) for mean, std in zip(contract["mean"], contract["std"])]
    return min(ends), max(ends)


class Workshop:
    """The model to start from, the frames, and where results go."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.options = options
        self.parent = json.loads(pathlib.Path(options.parent).read_text())
        self.runs = pathlib.Path(options.runs)
        self.settings = Settings(epochs=options.epochs, batch=options.batch, rate=options.rate, seed=options.seed)
        self.data = Data(options.data, self.parent, options.frames, options.seed)
        self.test = Data([options.test], self.parent)
        self._before: dict | None = None
        self._targets: np.ndarray | None = None

    def before(self) -> dict:
        """Figures of the model that all start from."""
        if self._before is None:
            self._before = figures(Network(OnnxFile(self.parent["modelFile"])), self.test)
        return self._before

    def recipe_of(self, name: str) -> Recipe:
        return recipe_of(name, self.options.pruned)

    def settings_of(self, name: str) -> Settings:
        recipe = RECIPES[name]
        return replace(self.settings, epochs=self.settings.epochs * recipe.effort,
                       rate=self.settings.rate * recipe.boldness)

    def targets(self) -> np.ndarray:
        """Labels mixed with the parent's answers, for the frames that are trained on: those hold less noise."""
        if self._targets is None:
            network = Network(OnnxFile(self.parent["modelFile"]))
            self._targets = mixed(self.data, self.data, network, self.options.teacher_share)
        return self._targets

    def made_of(self, name: str) -> dict:
        """All that decides over a result: when it is the same, the result is too."""
        common = {"strategy": name, "parent": self.parent["sha256"], "frames": len(self.data.training),
                  "data": self.data.metas, "teacher_share": self.options.teacher_share}
        if name != DISTIL:
            return {**common, **asdict(self.settings_of(name)), **self.recipe_of(name).parameters()}
        student = self.options.student
        return {**common, **asdict(settings_of(self.options)),
                "student": student and hashlib.sha256(pathlib.Path(student).read_bytes()).hexdigest()}

    def make(self, name: str) -> dict:
        torch.manual_seed(self.settings.seed)
        folder = self.runs / name
        common = {"name": name, "parent": self.parent, "command": f"{self.options.command} {name}"}
        mixture = {"teacher_share": self.options.teacher_share}
        if name == DISTIL:
            student, settings = Student(self.parent, self.options), settings_of(self.options)
            network, history = student.taught(folder, settings)
            return Result(recipe=DISTILLATION, settings=settings, network=network, history=history, data=student.data,
                          test=student.test, described=student.described,
                          more={**mixture, "student": self.options.student},
                          **common).write(folder)
        recipe = self.recipe_of(name)
        start = self.runs / recipe.after / f"{recipe.after}.onnx" if recipe.after else self.parent["modelFile"]
        network = Network(OnnxFile(start))
        prepare(network, recipe, input_range(self.parent["contract"]["input"]))
        settings = self.settings_of(name)
        history = fine_tune(name, network, recipe, self.data, settings, self.targets())
        return Result(recipe=recipe, settings=settings, network=network, history=history, data=self.data,
                      test=self.test, described=self.parent, more=mixture, **common).write(folder)


def main() -> None:
    options = arguments()
    torch.set_num_threads(options.threads)
    torch.set_flush_denormal(True)
    workshop = Workshop(options)
    names = in_order(options.names, options.pruned)
    for number, name in enumerate(names, 1):
        marker = workshop.runs / f"{name}.done"
        made_of = workshop.made_of(name)
        if marker.exists() and json.loads(marker.read_text()) == made_of:
            print(f"== {number}/{len(names)} {name}: already made", file=sys.stderr)
            continue
        # What starts from an older result of this one is no longer its child.
        for stale in [name, *(other for other, recipe in RECIPES.items() if recipe.after == name)]:
            (workshop.runs / f"{stale}.done").unlink(missing_ok=True)
        print(f"== {number}/{len(names)} {name}", file=sys.stderr, flush=True)
        started = time.monotonic()
        summary = workshop.make(name)
        write_json(marker, made_of)
        print(f"{name}: test mse {summary['test']['mse']:.6f} (before {workshop.before()['mse']:.6f}), "
              f"sparsity {summary['sparsity']:.3f}, {time.monotonic() - started:.0f} s", flush=True)


if __name__ == "__main__":
    main()
