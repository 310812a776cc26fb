#!/usr/bin/env python3
"""Exports a trained PilotNet as ONNX and writes its card.

    python3 training/export.py --run training/runs/pilotnet --model models/pilotnet.onnx

Needs PyTorch alone; where the onnx package is installed, its checker has the last word.
"""
import argparse
import hashlib
import json
import pathlib

import numpy as np
import torch

from errors import errors_on
from frames import Frames
from pilotnet import (HEIGHT, V_OFFSET_MPS, V_SCALE_MPS, W_OFFSET_RADPS, W_SCALE_RADPS, WIDTH, PilotNet, folded,
                      parameter_count)

OPSET = 13


def card(name: str, file: str, sha256: str, parameters: int, stages: list, command: str, test: dict | None) -> dict:
    return {
        "name": name,
        "file": file,
        "sha256": sha256,
        "architecture": "PilotNet",
        "precision": "fp32",
        "parameters": parameters,
        "contract": {
            "input": {
                "name": "image", "type": "float32", "shape": [1, 3, HEIGHT, WIDTH], "layout": "NCHW",
                "channels": "rgb", "crop": {"top": 240, "bottom": 480}, "resize": "opencv-bilinear",
                "scale": 1 / 255, "mean": [0, 0, 0], "std": [1, 1, 1],
            },
            "output": {
                "name": "command", "type": "float32", "shape": [1, 2],
                "v": {"index": 0, "scale": V_SCALE_MPS, "offset": V_OFFSET_MPS},
                "w": {"index": 1, "scale": W_SCALE_RADPS, "offset": W_OFFSET_RADPS},
            },
        },
        "training": {"command": command, "stages": stages},
        "figures": {"test": test},
    }


def test_figures(model: PilotNet, folder: str) -> dict:
    frames = Frames(folder)
    errors = errors_on(model, lambda indices: frames.pictures[indices], frames.labels, np.arange(len(frames)))
    return {**errors, "seed": frames.meta["seed"]}


def stages_of(run: pathlib.Path) -> list:
    """What train.py noted about this run and about those that it started from, first to last."""
    stage = json.loads((run / "training.json").read_text())
    before = stage.pop("started_from", None)
    return (stages_of(pathlib.Path(before).parent) if before else []) + [stage]


def yaml_lines(value: object, indent: int = 0) -> list[str]:
    """Block style for mappings of mappings, JSON's flow style (which is YAML too) for the rest."""
    lines = []
    for key, item in value.items():
        pad = " " * indent
        if isinstance(item, dict) and indent < 4 and len(json.dumps(item)) > 90:
            lines += [f"{pad}{key}:"] + yaml_lines(item, indent + 2)
        elif isinstance(item, list) and item and isinstance(item[0], dict):
            for_each = [yaml_lines(entry, indent + 4) for entry in item]
            lines.append(f"{pad}{key}:")
            lines += [line for entry in for_each for line in (f"{pad}  - {entry[0].lstrip()}", *entry[1:])]
        else:
            lines.append(f"{pad}{key}: {json.dumps(item)}")
    return lines


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--run", required=True, help="folder that train.py wrote")
    parser.add_argument("--model", default="models/pilotnet.onnx")
    parser.add_argument("--test", help="folder of frames that no training saw, for the card's figures")
    parser.add_argument("--command", default="npm run train", help="what made this model, for the card")
    options = parser.parse_args()
    run = pathlib.Path(options.run)
    target = pathlib.Path(options.model)
    target.parent.mkdir(parents=True, exist_ok=True)

    model = PilotNet()
    model.load_state_dict(torch.load(run / "checkpoint.pt", map_location="cpu")["model"])
    model.eval()
    network = folded(model)
    generator = torch.Generator().manual_seed(0)
    image = torch.rand(1, 3, HEIGHT, WIDTH, generator=generator)
    with torch.no_grad():
        difference = (network(image) - model(image)).abs().max().item()
    if difference > 1e-4:
        raise SystemExit(f"folding the BatchNorm changed the output by {difference:.2g}; the model is not exported")
    torch.onnx.export(network, image, str(target), input_names=["image"], output_names=["command"],
                      opset_version=OPSET, do_constant_folding=True)
    try:
        import onnx
        onnx.checker.check_model(onnx.load(str(target)), full_check=True)
    except ImportError:
        pass
    sha256 = hashlib.sha256(target.read_bytes()).hexdigest()
    content = card(target.stem, target.name, sha256, parameter_count(network), stages_of(run), options.command,
                   test_figures(model, options.test) if options.test else None)
    card_file = target.with_suffix(".card.yml")
    card_file.write_text("\n".join(["# What this model sees and answers, and how it was made.", *yaml_lines(content)]) + "\n")
    # A picture and its answer in PyTorch, to hold other runtimes against.
    with torch.no_grad():
        answer = network(image)[0].tolist()
    (run / "check.json").write_text(json.dumps({"image": image.flatten().tolist(), "command": answer}))
    print(f"{target}: {target.stat().st_size / 1e6:.2f} MB, sha256 {sha256[:12]}; {card_file}")


if __name__ == "__main__":
    main()
