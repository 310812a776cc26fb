#!/usr/bin/env python3
"""Trains a network on folders of frames: seeded, resumable, with progress.

    python3 training/train.py --network pilotnet --data training/data/base --out training/runs/pilotnet/base

Writes into --out: checkpoint.pt after each epoch (a second call with --resume goes on from there),
losses.csv, event files for TensorBoard (where tensorboardX is installed), and training.json with settings and figures.
Checkpoint and training.json hold what the run was made of: --resume leaves a finished
run as it is, and goes on with nothing that was made with other options or of other frames.
"""
import argparse
import csv
import hashlib
import json
import math
import os
import pathlib
import sys
import time

import torch

from batches import Batches
from errors import errors_on, unrolled
from events import Events
from frames import Joined
from networks import NAMES, network_named
from networks.network import Network, last_linear
from strategies.onnx_file import OnnxFile

VALIDATION_SHARE = 0.04
#: Share of the runs that start with the memory of another run, as in the middle of a drive.
CARRIED_SHARE = 0.5
ONNX = ".onnx"
SOURCES = {"start_sha256": "start weights", "labels_sha256": "labels", "data": "frames"}


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--network", choices=NAMES, default="pilotnet")
    parser.add_argument("--data", nargs="+", default=[], help="folders of frames")
    parser.add_argument("--out", required=True, help="folder of this run")
    parser.add_argument("--epochs", type=int, default=12)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--batch", type=int, default=128, help="frames of a step")
    parser.add_argument("--rate", type=float, default=1e-3, help="highest learning rate (Adam, cosine schedule)")
    parser.add_argument("--w-weight", type=float, default=6.0, help="weight of w's squared error against v's")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--init", help="checkpoint.pt or exported .onnx whose weights to start from")
    parser.add_argument("--resume", action="store_true", help="go on after the last finished epoch in --out")
    parser.add_argument("--check", action="store_true", help="only hold the options against those of the run in --out")
    options = parser.parse_args()
    if not options.data and not options.check:
        parser.error("--data is missing: folders of frames")
    if options.epochs < 1 or options.batch < 2:
        parser.error("--epochs must be 1 or more and --batch 2 or more")
    return options


def main() -> None:
    options = arguments()
    torch.set_num_threads(options.threads)
    # Adam's moments of idle weights fade into numbers that processors are slow at.
    torch.set_flush_denormal(True)
    torch.manual_seed(options.seed)
    network = network_named(options.network)
    out = pathlib.Path(options.out)
    checkpoint = out / "checkpoint.pt"
    if options.check:
        resumable(out, settings(options))
        return
    out.mkdir(parents=True, exist_ok=True)
    data = Joined(options.data, network.view, VALIDATION_SHARE)
    wanted = {**settings(options), **sources(options, data)}
    saved = resumable(out, wanted) if options.resume else None
    if saved and (out / "training.json").exists():
        print(f"{out}: trained already", file=sys.stderr)
        return
    (out / "training.json").unlink(missing_ok=True)
    batches = Batches(network, data, options.batch)
    model = network.make()
    with torch.no_grad():
        last_linear(model).bias.copy_(torch.from_numpy(data.labels[data.training].mean(0)))
    if options.init:
        model = started_from(options.init, network, model)
    optimiser = torch.optim.Adam([p for p in model.parameters() if p.requires_grad], lr=options.rate)
    history: list[dict] = []
    if saved:
        model.load_state_dict(saved["model"])
        optimiser.load_state_dict(saved["optimiser"])
        history = saved["history"]
        print(f"going on after epoch {len(history)} of {options.epochs}", file=sys.stderr)

    validation = batches.samples(data.validation)
    events = Events(out, "epoch", len(history))
    progress = Progress(len(history) * batches.steps, options.epochs * batches.steps, options.batch)
    for epoch in range(len(history), options.epochs):
        torch.manual_seed(options.seed * 1000 + epoch)
        loss = run_epoch(model, optimiser, batches, options, epoch, progress)
        figures = errors_on(batches, model, validation)
        history.append({"epoch": epoch + 1, "loss": round(loss, 8), **figures})
        save(checkpoint, {"model": model.state_dict(), "optimiser": optimiser.state_dict(), "history": history,
                          "made_of": wanted})
        write_history(out, history)
        events.add(history[-1])
        print(f"epoch {epoch + 1}/{options.epochs}: loss {loss:.5f}, validation mse {figures['mse']:.5f}, "
              f"v {figures['v_mean_abs_mps']:.3f} m/s, w {figures['w_mean_abs_radps']:.3f} rad/s", flush=True)
    events.close()
    notes = {**summary(options, data, history), "made_of": wanted}
    beside = out / "training.part"
    beside.write_text(json.dumps(notes, indent=2) + "\n")
    os.replace(beside, out / "training.json")


def started_from(file: str, network: Network, model: torch.nn.Module) -> torch.nn.Module:
    """The model with the weights of a checkpoint, or of an exported file: without BatchNorm then."""
    if not file.endswith(ONNX):
        model.load_state_dict(torch.load(file)["model"])
        return model
    model = network.plain(model)
    exported = OnnxFile(file)
    model.load_state_dict({name: torch.from_numpy(exported.weights(name)) for name in model.state_dict()})
    return model


def settings(options: argparse.Namespace) -> dict:
    """All that decides over a run but its frames and the weights it starts from."""
    return {key: getattr(options, key) for key in ("network", "seed", "epochs", "batch", "rate", "w_weight", "threads")}


def sources(options: argparse.Namespace, data: Joined) -> dict:
    return {
        "start_sha256": sha256(options.init) if options.init else None,
        "labels_sha256": [sha256(pathlib.Path(folder) / "labels.csv") for folder in options.data],
        "data": metas(data),
    }


def sha256(file: str | pathlib.Path) -> str:
    return hashlib.sha256(pathlib.Path(file).read_bytes()).hexdigest()


def resumable(out: pathlib.Path, wanted: dict) -> dict | None:
    """The checkpoint in `out`, or None where there is none; stops where it was made of anything else."""
    if not (out / "checkpoint.pt").exists():
        return None
    saved = torch.load(out / "checkpoint.pt", map_location="cpu")
    made_of = saved.get("made_of")
    if made_of is None and (out / "training.json").exists():
        # Runs of before checkpoints held it: what training.json says of them.
        made_of = json.loads((out / "training.json").read_text())
    if made_of is None:
        found = "without a note of what it was made of"
    else:
        differing = [key for key in wanted if key in made_of and made_of[key] != wanted[key]]
        found = ", ".join(f"with {key} {made_of[key]} instead of {wanted[key]}"
                          if isinstance(wanted[key], (int, float)) else f"of other {SOURCES.get(key, key)}"
                          for key in differing)
    if found:
        raise SystemExit(f"{out}: was trained {found}; train again (run.sh --fresh, train.py without --resume) or in "
                         "another folder (run.sh --work, train.py --out)")
    return saved


def run_epoch(model, optimiser, batches: Batches, options, epoch: int, progress: "Progress") -> float:
    """@returns the mean loss"""
    weights = torch.tensor([1.0, options.w_weight])
    model.train()
    losses = 0.0
    carried = None
    for step, (inputs, labels) in enumerate(batches.epoch(options.seed, epoch)):
        for group in optimiser.param_groups:
            group["lr"] = options.rate * schedule(epoch * batches.steps + step, batches.steps, options.epochs)
        if batches.network.state:
            outputs, state = unrolled(model, inputs, start_state(batches.network.state, inputs.shape[1], carried))
            carried = state.detach()
        else:
            outputs = model(inputs)
        loss = (((outputs - labels) ** 2) * weights).mean()
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        if batches.network.state:
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        losses += loss.item()
        progress.tell(epoch, step, batches.steps, losses / (step + 1))
    return losses / batches.steps


def start_state(shape: tuple, runs: int, carried: torch.Tensor | None) -> torch.Tensor:
    """Nothing, or what is left of some other run: a drive is far longer than the runs of the training."""
    state = torch.zeros(runs, *shape)
    if carried is not None:
        keep = torch.rand(runs) < CARRIED_SHARE
        state[keep] = carried[torch.randint(len(carried), (runs,))][keep]
    return state


def schedule(step: int, steps: int, epochs: int) -> float:
    """Share of the highest rate: up in at most 200 steps, then down along a cosine."""
    total = steps * epochs
    warm = max(1, min(steps, 200))
    if step < warm:
        return (step + 1) / warm
    return max(0.005, 0.5 + 0.5 * math.cos(math.pi * (step - warm) / max(1, total - warm)))


class Progress:
    """A line every few seconds on stderr."""

    def __init__(self, first: int, total: int, batch: int) -> None:
        self.first, self.total, self.batch = first, total, batch
        self.started = time.monotonic()
        self.told = self.started

    def tell(self, epoch: int, step: int, steps: int, loss: float) -> None:
        now = time.monotonic()
        if now - self.told < 5:
            return
        self.told = now
        done = epoch * steps + step + 1 - self.first
        left = (now - self.started) * (self.total - self.first - done) / done
        print(f"  epoch {epoch + 1}, step {step + 1}/{steps}: loss {loss:.5f}, "
              f"{done * self.batch / (now - self.started):.0f} frames/s, {left:.0f} s left", file=sys.stderr, flush=True)


def save(file: pathlib.Path, content: dict) -> None:
    beside = file.with_suffix(".part")
    torch.save(content, beside)
    os.replace(beside, file)


def write_history(out: pathlib.Path, history: list[dict]) -> None:
    with open(out / "losses.csv", "w", newline="") as file:
        writer = csv.DictWriter(file, history[0].keys())
        writer.writeheader()
        writer.writerows(history)


def summary(options: argparse.Namespace, data: Joined, history: list[dict]) -> dict:
    return {
        "network": options.network,
        "seed": options.seed, "epochs": options.epochs, "batch": options.batch, "rate": options.rate,
        "w_weight": options.w_weight, "optimiser": "Adam, cosine schedule",
        "torch": torch.__version__, "started_from": options.init,
        **({"plain": True, "start_sha256": sha256(options.init)} if (options.init or "").endswith(ONNX) else {}),
        "frames": {"training": len(data.training), "validation": len(data.validation)},
        "data": metas(data),
        "loss": history[-1]["loss"],
        "validation": {k: v for k, v in history[-1].items() if k not in ("epoch", "loss")},
    }


def metas(data: Joined) -> list[dict]:
    return [{key: value for key, value in part.meta.items() if key != "runs"} for part in data.parts]


if __name__ == "__main__":
    main()
