#!/usr/bin/env python3
"""The yardstick: frame in memory to command, written with what a rospy node usually has at hand.

    python3 bench/reference/torch_reference.py [--iterations 2000] [--weights training/runs/base/checkpoint.pt]

480x640x3 uint8 -> rows 240..479 -> cv2.resize 200x66 INTER_LINEAR -> CHW float32 / 255 -> TorchScript PilotNet
-> v, w. One thread everywhere. Prints one JSON object: p50_ms, p99_ms, mean_ms, n and what ran.
Weights are random by seed unless given: they do not change the time. Of the ways to run the network that TorchScript
offers (frozen; frozen and optimised for inference; the latter through oneDNN's fusion) the fastest here is taken.
"""
import argparse
import json
import pathlib
import statistics
import sys
import time

import cv2
import numpy as np
import torch

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "training"))
from networks.pilotnet import HEIGHT, WIDTH, PilotNet, folded  # noqa: E402
from units import V_OFFSET_MPS, V_SCALE_MPS, W_OFFSET_RADPS, W_SCALE_RADPS  # noqa: E402

FRAMES = 16


def candidates(model: torch.nn.Module, example: torch.Tensor) -> dict:
    """The same network in each of TorchScript's faster forms; one that cannot be made is left out."""
    traced = torch.jit.trace(model, example)
    made = {"traced": traced}
    makers = {
        "frozen": lambda: torch.jit.freeze(traced),
        "optimised": lambda: torch.jit.optimize_for_inference(torch.jit.freeze(traced)),
        "folded, frozen": lambda: torch.jit.freeze(torch.jit.trace(folded(model), example)),
        "folded, optimised": lambda: torch.jit.optimize_for_inference(
            torch.jit.freeze(torch.jit.trace(folded(model), example))),
    }
    for name, make in makers.items():
        try:
            made[name] = make()
        except RuntimeError as error:
            print(f"{name}: not available ({str(error).splitlines()[0]})", file=sys.stderr)
    return made


def fastest(made: dict, example: torch.Tensor) -> tuple[str, torch.nn.Module]:
    times = {}
    for name, network in made.items():
        for _ in range(50):
            network(example)
        samples = []
        for _ in range(200):
            start = time.perf_counter()
            network(example)
            samples.append(time.perf_counter() - start)
        times[name] = statistics.median(samples)
    best = min(times, key=times.get)
    print(", ".join(f"{name} {1e3 * t:.3f} ms" for name, t in times.items()), file=sys.stderr)
    return best, made[best]


def decide(frame: np.ndarray, network: torch.nn.Module) -> tuple[float, float]:
    small = cv2.resize(frame[240:480], (WIDTH, HEIGHT), interpolation=cv2.INTER_LINEAR)
    # Planes first, while they are bytes: the network is slower on pixels that stay interleaved.
    image = torch.from_numpy(small).permute(2, 0, 1).contiguous().to(torch.float32).div_(255).unsqueeze(0)
    p = network(image)[0].tolist()
    return V_OFFSET_MPS + V_SCALE_MPS * p[0], W_OFFSET_RADPS + W_SCALE_RADPS * p[1]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--iterations", type=int, default=2000)
    parser.add_argument("--warmup", type=int, default=200)
    parser.add_argument("--weights", help="checkpoint.pt of training/train.py")
    options = parser.parse_args()
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    torch.manual_seed(1)
    model = PilotNet().eval()
    if options.weights:
        model.load_state_dict(torch.load(options.weights)["model"])
    frames = np.random.default_rng(1).integers(0, 256, (FRAMES, 480, 640, 3), np.uint8)
    with torch.inference_mode():
        example = torch.rand(1, 3, HEIGHT, WIDTH).contiguous()
        name, network = fastest(candidates(model, example), example)
        for i in range(options.warmup):
            decide(frames[i % FRAMES], network)
        times = np.empty(options.iterations)
        for i in range(options.iterations):
            frame = frames[i % FRAMES]
            start = time.perf_counter()
            decide(frame, network)
            times[i] = 1e3 * (time.perf_counter() - start)
    print(json.dumps({
        "p50_ms": round(float(np.percentile(times, 50)), 4),
        "p99_ms": round(float(np.percentile(times, 99)), 4),
        "mean_ms": round(float(times.mean()), 4),
        "n": options.iterations,
        "network": name,
        "torch": torch.__version__,
        "opencv": cv2.__version__,
    }))


if __name__ == "__main__":
    main()
