#!/usr/bin/env python3
"""Converts a PyTorch network or a policy of stable-baselines3 to ONNX with its card (docs/conversion.md).

    python3 training/convert.py pilotnet.pth --out models/mine.onnx
    python3 training/convert.py dqn.zip --out models/mine.onnx --rows 253,265,300 --actions '7,0 4,1.5 4,-1.5'

Takes a state_dict whose tensors' shapes, in their order, are those of a PilotNet (with or without BatchNorm, of one
frame or several stacked) or, with --actions or --range-v, of a policy (dense layers, behind NatureCNN or not); a zip that
stable-baselines3 saved; a TorchScript file of any network; or with --trust a pickled module. Needs PyTorch; the result is
checked by the node's own code and, where the onnx package is installed, by its checker.
"""
import argparse
import dataclasses
import hashlib
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import warnings

import torch
from torch import nn

from card import card_text
from convert_contract import contract
from convert_load import first_line, load
from convert_options import arguments
from convert_pilotnet import pilotnet_from
from convert_policy import policy_from
from convert_sb3 import SavedPolicy, is_sb3, load_sb3
from onnx_export import single_file

OPSET = 13
CHECKED_INPUTS = 6
ROOT = pathlib.Path(__file__).resolve().parent.parent


@dataclasses.dataclass
class Network:
    module: nn.Module
    #: Stacked frames that it takes.
    frames: int
    #: What the file held.
    kind: str
    architecture: str


def network_of(options: argparse.Namespace) -> Network:
    """Loads the file; what it says itself is noted in `options`."""
    file, frames = options.file, options.frames
    if is_sb3(file):
        saved = load_sb3(file)
        take_from(file, saved, options)
        module = policy_from(str(file), saved.state, contract(options, frames)["input"]["shape"],
                             options.activation or saved.activation, saved.squash)
        return Network(module, frames, "stable-baselines3", f"policy of {saved.kind}")
    loaded = load(file, options.trust, options.classes)
    if isinstance(loaded, torch.jit.ScriptModule):
        return Network(loaded, frames, "TorchScript", "unknown")
    if not isinstance(loaded, dict):
        return Network(loaded, frames, "module", "unknown")
    if options.actions or options.range_v:
        module = policy_from(str(file), loaded, contract(options, frames)["input"]["shape"],
                             options.activation or "relu", options.squash)
        return Network(module, frames, "state_dict", "policy")
    width, height = options.size
    module, frames = pilotnet_from(str(file), loaded, height, width, options.eps)
    return Network(module, frames, "state_dict", "PilotNet" if frames == 1 else "PilotNet stacked")


def take_from(file: pathlib.Path, saved: SavedPolicy, options: argparse.Namespace) -> None:
    outputs = list(saved.state.values())[-1].shape[0]
    if saved.scores and not options.actions:
        raise SystemExit(f"{file}: scores {outputs} actions ({saved.kind}); say what they are with --actions 'V,W V,W ...' in "
                         "m/s and rad/s")
    if not saved.scores and not options.range_v:
        raise SystemExit(f"{file}: is an actor ({saved.kind}); say what its outputs mean with --range-v LOW,HIGH in m/s and "
                         "--range-w LOW,HIGH in rad/s")
    if saved.scores and len(options.actions) != outputs:
        raise SystemExit(f"{file}: scores {outputs} actions, but --actions lists {len(options.actions)}")
    wanted = list(zip(*saved.action_space)) if saved.action_space else None
    given = [tuple(options.range_v), tuple(options.range_w)] if options.unscaled else [(-1, 1), (-1, 1)]
    if wanted and not saved.scores and not saved.squash and wanted != given:
        told = "its first and second action are " + " and ".join(f"{low:g},{high:g}" for low, high in wanted)
        raise SystemExit(f"{file}: {told}; if they are m/s and rad/s, give them as --range-v and --range-w with --unscaled")
    if options.scale is None and not saved.normalizes:
        options.scale = 1


def seeded_inputs(shape: list[int]) -> list[torch.Tensor]:
    """An image may be anything between black and white, the line on both sides of the middle."""
    generator = torch.Generator().manual_seed(0)
    inputs = [torch.rand(shape, generator=generator) for _ in range(CHECKED_INPUTS)]
    return inputs if len(shape) == 4 else [2 * values - 1 for values in inputs]


def answers(file: pathlib.Path, model: nn.Module, inputs: list[torch.Tensor], output: dict) -> list[list[float]]:
    outputs = output["shape"][1]
    shape = list(inputs[0].shape)
    found = []
    for image in inputs:
        try:
            with torch.no_grad():
                answer = model(image)
        except (RuntimeError, TypeError) as error:
            raise SystemExit(f"{file}: does not take a float32 tensor of {'x'.join(map(str, shape))}: "
                             f"{first_line(error)}; see --size, --frames and --rows") from None
        if not isinstance(answer, torch.Tensor) or tuple(answer.shape) != (1, outputs):
            given = "x".join(map(str, answer.shape)) if isinstance(answer, torch.Tensor) else type(answer).__name__
            wanted = f"1x{outputs} (a score for each of --actions)" if "actions" in output else \
                "1x2 (v and w); join two heads with torch.cat"
            raise SystemExit(f"{file}: answers {given}, expected a tensor of {wanted}")
        found.append(answer[0].tolist())
    return found


def export(file: pathlib.Path, model: nn.Module, sample: torch.Tensor, target: pathlib.Path, described: dict) -> None:
    try:
        with warnings.catch_warnings():
            # What the tracer suspects, the comparison afterwards would show.
            warnings.simplefilter("ignore")
            torch.onnx.export(model, (sample,), str(target), input_names=[described["input"]["name"]],
                              output_names=[described["output"]["name"]], opset_version=OPSET,
                              do_constant_folding=True, **single_file())
    except Exception as error:
        raise SystemExit(f"{file}: PyTorch cannot export it to ONNX: {first_line(error)}") from error
    try:
        import onnx
    except ImportError:
        return
    onnx.checker.check_model(onnx.load(str(target)), full_check=True)


def check(model: pathlib.Path, inputs: list[torch.Tensor], wanted: list[list[float]]) -> bool:
    """Loads model and card with the node's own code and compares; false where Node's packages are not installed."""
    jiti = ROOT / "node_modules/.bin/jiti"
    if not jiti.exists():
        return False
    expected = model.with_suffix(".check.json")
    expected.write_text(json.dumps([{"image": image.flatten().tolist(), "command": answer}
                                    for image, answer in zip(inputs, wanted)]))
    ran = subprocess.run([str(jiti), str(ROOT / "training/convert-check.ts"), str(model), str(expected)],
                         capture_output=True, text=True)
    expected.unlink()
    if ran.returncode != 0:
        raise SystemExit(ran.stderr.strip().splitlines()[-1] if ran.stderr.strip() else "the converted model fails")
    return True


def main() -> None:
    options = arguments(__doc__)
    network = network_of(options)
    described = contract(options, network.frames)
    inputs = seeded_inputs(described["input"]["shape"])
    wanted = answers(options.file, network.module, inputs, described["output"])
    options.out.parent.mkdir(parents=True, exist_ok=True)
    beside = pathlib.Path(tempfile.mkdtemp(dir=options.out.parent, prefix=".convert-"))
    try:
        model = beside / options.out.name
        export(options.file, network.module, inputs[0], model, described)
        content = {
            "name": options.out.stem, "file": options.out.name,
            "sha256": hashlib.sha256(model.read_bytes()).hexdigest(), "architecture": network.architecture,
            "precision": "fp32", "parameters": sum(parameter.numel() for parameter in network.module.parameters()),
            "contract": described,
            "converted": {"from": options.file.name, "kind": network.kind,
                          "sha256": hashlib.sha256(options.file.read_bytes()).hexdigest(), "torch": torch.__version__},
        }
        card = model.with_suffix(".card.yml")
        card.write_text(card_text(content))
        compared = check(model, inputs, wanted)
        os.replace(card, options.out.with_suffix(".card.yml"))
        os.replace(model, options.out)
    finally:
        shutil.rmtree(beside)
    told = f"answers as PyTorch does on {len(inputs)} {'inputs' if options.rows else 'pictures'}" if compared else \
        "NOT compared with PyTorch: run npm ci first, then convert again"
    print(f"{options.out}: {options.out.stat().st_size / 1e6:.2f} MB, {seen_by(options, network.frames)}; {told}")


def seen_by(options: argparse.Namespace, frames: int) -> str:
    if options.rows:
        return f"positions of the line in {len(options.rows)} rows"
    return f"{frames} frame{'s' if frames > 1 else ''} of {options.size[0]}x{options.size[1]}"


if __name__ == "__main__":
    main()
