"""Exports every network with its start values: untrained.py FOLDER writes NAME.onnx, its card and NAME/check.json."""
import json
import pathlib
import sys

import torch

folder = pathlib.Path(sys.argv[1])
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "training"))

import export  # noqa: E402
from networks import NAMES, network_named  # noqa: E402

CROP = {"top": 240, "bottom": 480}

for name in NAMES:
    torch.manual_seed(len(name))
    network = network_named(name)
    model = network.make()
    norms = [layer for layer in model.modules() if isinstance(layer, torch.nn.BatchNorm2d)]
    for norm in norms:
        norm.momentum = 0.5
        if norm.weight is not None:
            torch.nn.init.uniform_(norm.weight, 0.5, 1.5)
            torch.nn.init.uniform_(norm.bias, -0.2, 0.2)
    # As after a training: statistics of pictures, and answers that differ from picture to picture.
    for _ in range(4 if norms else 0):
        model.train()(torch.rand(8, network.channels, network.height, network.width) ** 2)
    for layer in model.modules():
        if isinstance(layer, torch.nn.Linear):
            torch.nn.init.uniform_(layer.bias, -0.1, 0.1)
            if layer.out_features == 2:
                torch.nn.init.uniform_(layer.weight, -0.5, 0.5)
    run = folder / name
    run.mkdir()
    torch.save({"model": model.state_dict()}, run / "checkpoint.pt")
    view = {"file": "", "height": network.height, "width": network.width, "crop": CROP}
    (run / "training.json").write_text(json.dumps({"network": name, "data": [{"views": {network.view: view}}]}))
    sys.argv = ["export.py", "--run", str(run), "--model", str(folder / f"{name}.onnx")]
    export.main()
