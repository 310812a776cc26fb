"""Frames of training/generate-frames.ts as a strategy needs them."""
import csv
import json
import pathlib

import numpy as np
import torch

V_OFFSET_MPS, V_SCALE_MPS = 6.5, 17.5
W_OFFSET_RADPS, W_SCALE_RADPS = -7.1, 14.2
VALIDATION_FRAMES = 600


class Pictures:
    """Pictures of one view in one folder, and their labels in the units that the model's card gives them.

    `contract` is the card's: input (shape, scale, mean, std) and output (scale and offset of v and w).
    """

    def __init__(self, folder: str, view: str, contract: dict) -> None:
        root = pathlib.Path(folder)
        _, channels, height, width = contract["input"]["shape"]
        self.meta = json.loads((root / "meta.json").read_text())
        with open(root / "labels.csv", newline="") as file:
            rows = list(csv.DictReader(file))
        stored = root / f"frames-{view}.bin"
        if not stored.exists():
            raise SystemExit(f"{root}: holds no pictures of view '{view}'; generate it with --views {view}")
        size = stored.stat().st_size
        if not rows or size != len(rows) * height * width * 3:
            raise SystemExit(f"{stored}: {size / (height * width * 3):g} pictures of {width}x{height}, {len(rows)} "
                             "labels; generate the folder again")
        self.pixels = np.memmap(stored, np.uint8, "r", shape=(len(rows), height, width, 3))
        output = contract["output"]
        self.labels = np.stack([(np.array([float(row[column]) for row in rows]) - output[key]["offset"])
                                / output[key]["scale"] for column, key in (("v_mps", "v"), ("w_radps", "w"))], 1)
        self.labels = self.labels.astype(np.float32)
        picture = contract["input"]
        self.scale = np.float32(picture["scale"])
        self.mean = torch.tensor(picture["mean"], dtype=torch.float32).view(1, 3, 1, 1)
        self.std = torch.tensor(picture["std"], dtype=torch.float32).view(1, 3, 1, 1)

    def __len__(self) -> int:
        return len(self.labels)

    def tensor(self, indices: np.ndarray) -> torch.Tensor:
        """float32 N x 3 x H x W as the node gives it to the network."""
        planes = torch.from_numpy(self.pixels[indices]).permute(0, 3, 1, 2)
        planes = planes.to(torch.float32, memory_format=torch.contiguous_format)
        return (planes * float(self.scale) - self.mean) / self.std
