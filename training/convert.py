#!/usr/bin/env python3
"""Converts a PyTorch PilotNet of yours to ONNX with its card (docs/conversion.md).

    python3 training/convert.py pilotnet.pth --out models/mine.onnx

Takes a state_dict whose tensors' shapes, in their order, are those of a PilotNet (with or without BatchNorm, of one
frame or several stacked), a TorchScript file of any network, or with --trust a pickled module. Needs PyTorch; the
result is checked by the node's own code and, where the onnx package is installed, by its checker.
"""
import argparse
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
from convert_load import first_line, load
from convert_pilotnet import pilotnet_from
from onnx_export import single_file
from units import V_OFFSET_MPS, V_SCALE_MPS, W_OFFSET_RADPS, W_SCALE_RADPS

# As the cards allow (src/config/model-card.ts).
LONGEST_INTERVAL_MS = 10_000
OPSET = 13
CHECKED_PICTURES = 6
ROOT = pathlib.Path(__file__).resolve().parent.parent


def numbers(count: int):
    def parse(text: str) -> list[float]:
        values = [float(part) for part in text.split(",")]
        if len(values) != count:
            raise argparse.ArgumentTypeError(f"'{text}' must be {count} numbers with commas between")
        return values
    return parse


def pair(separator: str):
    def parse(text: str) -> tuple[int, int]:
        first, found, second = text.partition(separator)
        if not found or not first.isdigit() or not second.isdigit():
            raise argparse.ArgumentTypeError(f"'{text}' must be two whole numbers with '{separator}' between")
        return int(first), int(second)
    return parse


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=pathlib.Path)
    parser.add_argument("--out", type=pathlib.Path, required=True, help="the .onnx file; its card goes beside it")
    parser.add_argument("--size", type=pair("x"), default=(200, 66), metavar="WxH", help="picture size (200x66)")
    parser.add_argument("--crop", type=pair(":"), default=(240, 480), metavar="TOP:BOTTOM",
                        help="rows of the 480 that the network sees (240:480; 0:480 for the whole picture)")
    parser.add_argument("--fit", choices=("stretch", "pad"), default="stretch",
                        help="pad keeps the aspect ratio, as with ImageCrop false (stretch)")
    parser.add_argument("--channels", choices=("rgb", "bgr"), default="rgb")
    parser.add_argument("--scale", type=float, default=1 / 255, help="factor of a pixel's 0..255 (1/255)")
    parser.add_argument("--mean", type=numbers(3), default=[0, 0, 0], metavar="R,G,B", help="taken off after --scale")
    parser.add_argument("--std", type=numbers(3), default=[1, 1, 1], metavar="R,G,B", help="divided by after --mean")
    parser.add_argument("--v", type=numbers(2), default=[V_SCALE_MPS, V_OFFSET_MPS], metavar="SCALE,OFFSET",
                        help="m/s = first output * scale + offset (17.5,6.5)")
    parser.add_argument("--w", type=numbers(2), default=[W_SCALE_RADPS, W_OFFSET_RADPS], metavar="SCALE,OFFSET",
                        help="rad/s = second output * scale + offset (14.2,-7.1)")
    parser.add_argument("--frames", type=int, default=1, help="frames that a TorchScript or --trust module takes "
                        "stacked along the channels; a state_dict says it itself")
    parser.add_argument("--order", choices=("oldest-first", "newest-first"), default="oldest-first",
                        help="of stacked frames")
    parser.add_argument("--interval", type=float, metavar="MS", help="between stacked frames in training")
    parser.add_argument("--eps", type=float, default=1e-3, help="of a state_dict's BatchNorm, which does not hold it")
    parser.add_argument("--trust", action="store_true", help="load a pickled module: this runs code from the file")
    parser.add_argument("--classes", help="with --trust: folder of the source of the module's class")
    parser.add_argument("--force", action="store_true", help="overwrite --out")
    options = parser.parse_args()
    if options.out.suffix != ".onnx":
        parser.error(f"--out is '{options.out}', must end in .onnx")
    if not 0 <= options.crop[0] < options.crop[1] <= 480:
        parser.error("--crop must lie within 0:480")
    if min(options.size) < 1 or options.frames < 1 or 0 in options.std:
        parser.error("--size and --frames must be 1 or more, --std not 0")
    if options.interval is not None and not 1 <= options.interval <= LONGEST_INTERVAL_MS:
        parser.error(f"--interval is {options.interval:g}, must be 1 to {LONGEST_INTERVAL_MS} ms")
    if options.out.exists() and not options.force:
        parser.error(f"{options.out} exists; --force overwrites it")
    return options


def contract(options: argparse.Namespace, frames: int) -> dict:
    width, height = options.size
    interval = {} if options.interval is None else {"interval_ms": options.interval}
    stacked = {"frames": frames, "order": options.order, **interval} if frames > 1 else {}
    v, w = options.v, options.w
    return {
        "input": {
            "name": "image", "type": "float32", "shape": [1, 3 * frames, height, width], "layout": "NCHW",
            "channels": options.channels, **stacked, "crop": {"top": options.crop[0], "bottom": options.crop[1]},
            "resize": "opencv-bilinear", "fit": options.fit, "scale": options.scale, "mean": options.mean,
            "std": options.std,
        },
        "output": {
            "name": "command", "type": "float32", "shape": [1, 2],
            "v": {"index": 0, "scale": v[0], "offset": v[1]}, "w": {"index": 1, "scale": w[0], "offset": w[1]},
        },
    }


def seeded_inputs(shape: list[int]) -> list[torch.Tensor]:
    """What the network sees may be anything between black and white."""
    generator = torch.Generator().manual_seed(0)
    return [torch.rand(shape, generator=generator) for _ in range(CHECKED_PICTURES)]


def answers(file: pathlib.Path, model: nn.Module, inputs: list[torch.Tensor]) -> list[list[float]]:
    shape = list(inputs[0].shape)
    found = []
    for image in inputs:
        try:
            with torch.no_grad():
                answer = model(image)
        except (RuntimeError, TypeError) as error:
            raise SystemExit(f"{file}: does not take a float32 tensor of {'x'.join(map(str, shape))}: "
                             f"{first_line(error)}; see --size and --frames") from None
        if not isinstance(answer, torch.Tensor) or tuple(answer.shape) != (1, 2):
            given = "x".join(map(str, answer.shape)) if isinstance(answer, torch.Tensor) else type(answer).__name__
            raise SystemExit(f"{file}: answers {given}, expected a tensor of 1x2 (v and w); join two heads with torch.cat")
        found.append(answer[0].tolist())
    return found


def export(file: pathlib.Path, model: nn.Module, image: torch.Tensor, target: pathlib.Path) -> None:
    try:
        with warnings.catch_warnings():
            # What the tracer suspects, the comparison afterwards would show.
            warnings.simplefilter("ignore")
            torch.onnx.export(model, (image,), str(target), input_names=["image"], output_names=["command"],
                              opset_version=OPSET, do_constant_folding=True, **single_file())
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
    options = arguments()
    loaded = load(options.file, options.trust, options.classes)
    frames, kind = options.frames, "TorchScript" if isinstance(loaded, torch.jit.ScriptModule) else "module"
    width, height = options.size
    if isinstance(loaded, dict):
        kind = "state_dict"
        loaded, frames = pilotnet_from(str(options.file), loaded, height, width, options.eps)
    described = contract(options, frames)
    inputs = seeded_inputs(described["input"]["shape"])
    wanted = answers(options.file, loaded, inputs)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    beside = pathlib.Path(tempfile.mkdtemp(dir=options.out.parent, prefix=".convert-"))
    try:
        model = beside / options.out.name
        export(options.file, loaded, inputs[0], model)
        content = {
            "name": options.out.stem, "file": options.out.name,
            "sha256": hashlib.sha256(model.read_bytes()).hexdigest(),
            "architecture": "PilotNet" if kind == "state_dict" and frames == 1
                            else "PilotNet stacked" if kind == "state_dict" else "unknown",
            "precision": "fp32", "parameters": sum(parameter.numel() for parameter in loaded.parameters()),
            "contract": described,
            "converted": {"from": options.file.name, "kind": kind,
                          "sha256": hashlib.sha256(options.file.read_bytes()).hexdigest(), "torch": torch.__version__},
        }
        card = model.with_suffix(".card.yml")
        card.write_text(card_text(content))
        compared = check(model, inputs, wanted)
        os.replace(card, options.out.with_suffix(".card.yml"))
        os.replace(model, options.out)
    finally:
        shutil.rmtree(beside)
    told = f"answers as PyTorch does on {len(inputs)} pictures" if compared else \
        "NOT compared with PyTorch: run npm ci first, then convert again"
    print(f"{options.out}: {options.out.stat().st_size / 1e6:.2f} MB, {frames} "
          f"frame{'s' if frames > 1 else ''} of {width}x{height}; {told}")


if __name__ == "__main__":
    main()
