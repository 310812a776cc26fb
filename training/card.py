"""The card of an exported network: what it sees and answers, and how it was made."""
import json
import pathlib

from networks.network import Network
from units import V_OFFSET_MPS, V_SCALE_MPS, W_OFFSET_RADPS, W_SCALE_RADPS


def contract(network: Network, crop: dict) -> dict:
    size = [network.height, network.width]
    shape = [1, network.channels, *size] if network.layout == "NCHW" else [1, *size, network.channels]
    stacked = {"frames": network.frames, "order": "oldest-first", "interval_ms": 50} if network.frames > 1 else {}
    states = {"states": [{"input": "state", "output": "next_state", "shape": [1, *(network.state or ())]}]}
    return {
        "input": {
            "name": "image", "type": "float32", "shape": shape, "layout": network.layout, "channels": "rgb",
            **stacked, "crop": crop, "resize": "opencv-bilinear",
            "scale": 1 / 255, "mean": list(network.mean), "std": list(network.std),
        },
        "output": {
            "name": "command", "type": "float32", "shape": [1, 2],
            "v": {"index": 0, "scale": V_SCALE_MPS, "offset": V_OFFSET_MPS},
            "w": {"index": 1, "scale": W_SCALE_RADPS, "offset": W_OFFSET_RADPS},
        },
        **(states if network.state else {}),
    }


def stages_of(run: pathlib.Path) -> list:
    """What train.py noted about this run and about those that it started from, first to last."""
    stage = json.loads((run / "training.json").read_text())
    before = stage.pop("started_from", None)
    stage.pop("made_of", None)
    stage.pop("plain", None)
    return (stages_of(pathlib.Path(before).parent) if before else []) + [stage]


def card_text(content: dict) -> str:
    return "\n".join(["# What this model sees and answers, and how it was made.", *yaml_lines(content)]) + "\n"


def yaml_lines(value: dict, indent: int = 0) -> list[str]:
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
