#!/usr/bin/env python3
"""Trains PilotNet on generated frames: seeded, resumable, with progress.

    python3 training/train.py --data training/data/base --out training/runs/base --epochs 12 --seed 1

Writes into --out: checkpoint.pt after each epoch (a second call with --resume goes on from there),
losses.csv (and losses.png where matplotlib is installed) and training.json with settings and figures.
"""
import argparse
import csv
import json
import math
import pathlib
import sys
import time

import numpy as np
import torch

from errors import errors_on, planes
from frames import Joined
from pilotnet import PilotNet

VALIDATION_SHARE = 0.04
NOISE_BANK = 64


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", nargs="+", required=True, help="folders of generated frames")
    parser.add_argument("--out", required=True, help="folder of this run")
    parser.add_argument("--epochs", type=int, default=12)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--batch", type=int, default=128)
    parser.add_argument("--rate", type=float, default=1e-3, help="highest learning rate (Adam, cosine schedule)")
    parser.add_argument("--w-weight", type=float, default=6.0, help="weight of w's squared error against v's")
    parser.add_argument("--mirror", type=float, default=0.0,
                        help="share of pictures mirrored with w negated; 0 by default, since the camera sits "
                             "4 cm left of the car's middle and a mirrored picture shows a car that is not there")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--init", help="checkpoint.pt whose weights to start from")
    parser.add_argument("--resume", action="store_true", help="go on after the last finished epoch in --out")
    options = parser.parse_args()
    if options.epochs < 1 or options.batch < 2:
        parser.error("--epochs must be 1 or more and --batch 2 or more")
    return options


class Jitter:
    """Light, contrast, tint and noise that the renderer's own variation does not cover.

    Takes uint8 N x 66 x 200 x 3, gives float32 N x 3 x 66 x 200 in 0..1; few passes, for memory is the limit.
    """

    def __init__(self, generator: torch.Generator, batch: int) -> None:
        self.generator = generator
        self.noise = torch.randn(NOISE_BANK + batch, 3, 66, 200, generator=generator)

    def uniform(self, shape: tuple, low: float, high: float) -> torch.Tensor:
        return torch.rand(shape, generator=self.generator) * (high - low) + low

    def __call__(self, pictures: np.ndarray) -> torch.Tensor:
        n = len(pictures)
        gain = self.uniform((n, 1, 1, 1), 0.75, 1.3) * self.uniform((n, 3, 1, 1), 0.93, 1.07) / 255
        offset = self.uniform((n, 1, 1, 1), -0.1, 0.1)
        sigma = self.uniform((n, 1, 1, 1), 0.0, 0.025)
        start = int(torch.randint(NOISE_BANK, (1,), generator=self.generator))
        pixels = planes(pictures).mul_(gain).add_(offset)
        return pixels.addcmul_(self.noise[start:start + n], sigma).clamp_(0, 1)


def validate(model: PilotNet, data: Joined) -> dict:
    return errors_on(model, data.pictures, data.labels, data.validation)


def main() -> None:
    options = arguments()
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    out = pathlib.Path(options.out)
    out.mkdir(parents=True, exist_ok=True)
    data = Joined(options.data, VALIDATION_SHARE)
    model = PilotNet()
    model.normalise.momentum = 0.02
    # The first convolution can absorb this scale and shift: training them too costs a sixth of the time.
    model.normalise.weight.requires_grad_(False)
    model.normalise.bias.requires_grad_(False)
    with torch.no_grad():
        model.head[-1].bias.copy_(torch.from_numpy(data.labels[data.training].mean(0)))
    if options.init:
        model.load_state_dict(torch.load(options.init)["model"])
    optimiser = torch.optim.Adam([p for p in model.parameters() if p.requires_grad], lr=options.rate)
    history: list[dict] = []
    checkpoint_file = out / "checkpoint.pt"
    if options.resume and checkpoint_file.exists():
        saved = torch.load(checkpoint_file)
        model.load_state_dict(saved["model"])
        optimiser.load_state_dict(saved["optimiser"])
        history = saved["history"]
        print(f"going on after epoch {len(history)} of {options.epochs}", file=sys.stderr)

    steps = math.ceil(len(data.training) / options.batch)
    total = steps * options.epochs
    warm = max(1, min(steps, 200))
    first_step = len(history) * steps
    started = time.monotonic()
    for epoch in range(len(history), options.epochs):
        losses = run_epoch(model, optimiser, data, options, epoch, steps, total, warm, first_step, started)
        figures = validate(model, data)
        history.append({"epoch": epoch + 1, "loss": losses, **figures})
        torch.save({"model": model.state_dict(), "optimiser": optimiser.state_dict(), "history": history},
                   checkpoint_file)
        write_history(out, history)
        print(f"epoch {epoch + 1}/{options.epochs}: loss {losses:.5f}, validation mse {figures['mse']:.5f}, "
              f"v {figures['v_mean_abs_mps']:.3f} m/s, w {figures['w_mean_abs_radps']:.3f} rad/s", flush=True)
    (out / "training.json").write_text(json.dumps(summary(options, data, history), indent=2) + "\n")


def run_epoch(model, optimiser, data, options, epoch, steps, total, warm, first_step, started) -> float:
    generator = torch.Generator().manual_seed(options.seed * 1000 + epoch)
    jitter = Jitter(generator, options.batch)
    order = data.training[np.random.default_rng([options.seed, epoch]).permutation(len(data.training))]
    weights = torch.tensor([1.0, options.w_weight])
    model.train()
    losses = 0.0
    told = 0.0
    for step in range(steps):
        done = epoch * steps + step
        rate = (done + 1) / warm if done < warm else 0.5 + 0.5 * math.cos(math.pi * (done - warm) / max(1, total - warm))
        for group in optimiser.param_groups:
            group["lr"] = options.rate * max(rate, 0.005)
        chosen = np.sort(order[step * options.batch:(step + 1) * options.batch])
        pixels = jitter(data.pictures(chosen))
        labels = torch.from_numpy(data.labels[chosen])
        if options.mirror > 0:
            mirrored = torch.rand(len(chosen), generator=generator) < options.mirror
            pixels[mirrored] = pixels[mirrored].flip(3)
            labels[mirrored, 1] = 1 - labels[mirrored, 1]
        loss = (((model(pixels) - labels) ** 2) * weights).mean()
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        optimiser.step()
        losses += loss.item()
        now = time.monotonic()
        if now - told > 5:
            told = now
            share = (done + 1 - first_step) / (total - first_step)
            left = (now - started) * (1 - share) / share
            rate_now = (done + 1 - first_step) * options.batch / (now - started)
            print(f"  epoch {epoch + 1}, step {step + 1}/{steps}: loss {losses / (step + 1):.5f}, "
                  f"{rate_now:.0f} frames/s, {left:.0f} s left", file=sys.stderr, flush=True)
    return losses / steps


def write_history(out: pathlib.Path, history: list[dict]) -> None:
    with open(out / "losses.csv", "w", newline="") as file:
        writer = csv.DictWriter(file, history[0].keys())
        writer.writeheader()
        writer.writerows(history)
    try:
        import matplotlib
    except ImportError:
        return
    matplotlib.use("Agg")
    from matplotlib import pyplot
    pyplot.figure(figsize=(7, 4))
    epochs = [row["epoch"] for row in history]
    for key in ("loss", "mse", "mse_v", "mse_w"):
        pyplot.semilogy(epochs, [row[key] for row in history], label=key)
    pyplot.xlabel("epoch")
    pyplot.legend()
    pyplot.savefig(out / "losses.png", dpi=110)
    pyplot.close()


def summary(options: argparse.Namespace, data: Joined, history: list[dict]) -> dict:
    return {
        "seed": options.seed, "epochs": options.epochs, "batch": options.batch, "rate": options.rate,
        "w_weight": options.w_weight, "mirror": options.mirror, "optimiser": "Adam, cosine schedule",
        "torch": torch.__version__, "started_from": options.init,
        "frames": {"training": len(data.training), "validation": len(data.validation)},
        "data": [part.meta for part in data.parts],
        "loss": history[-1]["loss"],
        "validation": {k: v for k, v in history[-1].items() if k not in ("epoch", "loss")},
    }


if __name__ == "__main__":
    main()
