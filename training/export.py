#!/usr/bin/env python3
"""Exports a trained network as ONNX and writes its card.

    python3 training/export.py --run training/runs/pilotnet/base --model models/pilotnet.onnx

Needs PyTorch alone; where the onnx package is installed, its checker has the last word.
"""
import argparse
import hashlib
import json
import os
import pathlib

import torch

from batches import Batches
from card import card_text, contract, stages_of
from errors import errors_on
from frames import Joined
from networks import network_named
from networks.network import Network, parameter_count
from onnx_export import single_file

OPSET = 13
#: Steps that are noted to compare other runtimes with; a recurrent network's state goes from one to the next.
CHECK_STEPS = 4
#: Of the answers, which lie about 0 to 1; relative beyond that.
LARGEST_DIFFERENCE = 1e-4


def load(run: pathlib.Path) -> tuple[Network, torch.nn.Module, dict]:
    """The network of a training, its trained model in evaluation mode, and training.json."""
    notes = json.loads((run / "training.json").read_text())
    network = network_named(notes["network"])
    model = network.plain(network.make()) if notes.get("plain") else network.make()
    model.load_state_dict(torch.load(run / "checkpoint.pt", map_location="cpu")["model"])
    return network, model.eval(), notes


def check(network: Network, model: torch.nn.Module, deployed: torch.nn.Module) -> dict:
    """Pictures and answers; stops where the deployed network answers otherwise than the trained one."""
    generator = torch.Generator().manual_seed(0)
    steps = []
    states = [torch.zeros(1, *network.state)] * 2 if network.state else None
    with torch.no_grad():
        for _ in range(CHECK_STEPS):
            image = network.normalise(torch.rand(1, network.channels, network.height, network.width,
                                                 generator=generator))
            given = network.deployed_input(image)
            if states:
                wanted, states[0] = model(image, states[0])
                answer, states[1] = deployed(given, states[1])
            else:
                wanted, answer = model(image), deployed(given)
            difference = ((answer - wanted).abs() / wanted.abs().clamp_min(1)).max().item()
            if difference > LARGEST_DIFFERENCE:
                raise SystemExit(f"the network to be exported answers {difference:.2g} off the trained one; "
                                 "it is not exported")
            steps.append({"image": given.flatten().tolist(), "command": answer[0].tolist()})
    return {"steps": steps}


def write_onnx(network: Network, deployed: torch.nn.Module, target: pathlib.Path) -> None:
    image = network.deployed_input(torch.zeros(1, network.channels, network.height, network.width))
    beside = target.with_name(f"{target.name}.part")
    inputs, names, outputs = (image,), ["image"], ["command"]
    if network.state:
        inputs, names, outputs = (image, torch.zeros(1, *network.state)), ["image", "state"], ["command", "next_state"]
    try:
        torch.onnx.export(deployed, inputs, str(beside), input_names=names, output_names=outputs, opset_version=OPSET,
                          do_constant_folding=True, **single_file())
        check_file(beside)
        os.replace(beside, target)
    finally:
        beside.unlink(missing_ok=True)


def check_file(file: pathlib.Path) -> None:
    try:
        import onnx
    except ImportError:
        return
    onnx.checker.check_model(onnx.load(str(file)), full_check=True)


def test_figures(network: Network, model: torch.nn.Module, folder: str) -> dict:
    data = Joined([folder], network.view, 0)
    batches = Batches(network, data, 256)
    return {**errors_on(batches, model, batches.training), "seed": data.parts[0].meta["seed"]}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--run", required=True, help="folder that train.py wrote")
    parser.add_argument("--model", required=True, help="file to write; the card goes beside it")
    parser.add_argument("--test", help="folder of frames that no training saw, for the card's figures")
    parser.add_argument("--command", default=None, help="what made this model, for the card")
    options = parser.parse_args()
    run = pathlib.Path(options.run)
    target = pathlib.Path(options.model)
    target.parent.mkdir(parents=True, exist_ok=True)
    network, model, notes = load(run)
    deployed = network.deployed(model)
    checked = json.dumps(check(network, model, deployed))
    tested = test_figures(network, model, options.test) if options.test else None
    card_file = target.with_suffix(".card.yml")
    # All is made beside first: an export that fails or is interrupted leaves the model and the card there were.
    part, card_part, check_part = (file.with_name(f"{file.name}.new") for file in (target, card_file, run / "check.json"))
    try:
        write_onnx(network, deployed, part)
        content = {
            "name": target.stem,
            "file": target.name,
            "sha256": hashlib.sha256(part.read_bytes()).hexdigest(),
            "architecture": network.architecture,
            "precision": "fp32",
            "parameters": parameter_count(deployed),
            "contract": contract(network, notes["data"][0]["views"][network.view]["crop"]),
            "training": {"command": options.command, "stages": stages_of(run)},
            "figures": {"test": tested},
        }
        card_part.write_text(card_text(content))
        check_part.write_text(checked)
        os.replace(part, target)
        os.replace(card_part, card_file)
        os.replace(check_part, run / "check.json")
    finally:
        for file in (part, card_part, check_part):
            file.unlink(missing_ok=True)
    print(f"{target}: {target.stat().st_size / 1e6:.2f} MB, sha256 {content['sha256'][:12]}; {card_file}")


if __name__ == "__main__":
    main()
