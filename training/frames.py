"""Reads folders that generate-frames.ts and collect-visited.ts wrote: cropped pictures and their labels."""
import csv
import json
import pathlib

import numpy as np

from pilotnet import HEIGHT, V_OFFSET_MPS, V_SCALE_MPS, W_OFFSET_RADPS, W_SCALE_RADPS, WIDTH

FRAME_BYTES = HEIGHT * WIDTH * 3


class Frames:
    """Pictures as uint8 N x 66 x 200 x 3 (RGB, mapped from disk) and labels as float32 N x 2 (normalised v, w)."""

    def __init__(self, folder: str) -> None:
        root = pathlib.Path(folder)
        with open(root / "labels.csv", newline="") as file:
            rows = list(csv.DictReader(file))
        size = (root / "frames.bin").stat().st_size
        if size != len(rows) * FRAME_BYTES:
            raise SystemExit(
                f"{root}: frames.bin holds {size / FRAME_BYTES:g} pictures, labels.csv {len(rows)}; generate it again")
        if not rows:
            raise SystemExit(f"{root}: no frames; generate it again with --frames of 1 or more")
        v = np.array([float(row["v_mps"]) for row in rows])
        w = np.array([float(row["w_radps"]) for row in rows])
        self.pictures = np.memmap(root / "frames.bin", np.uint8, "r", shape=(len(rows), HEIGHT, WIDTH, 3))
        self.labels = np.stack([(v - V_OFFSET_MPS) / V_SCALE_MPS, (w - W_OFFSET_RADPS) / W_SCALE_RADPS], 1)
        self.labels = self.labels.astype(np.float32)
        self.meta = json.loads((root / "meta.json").read_text())

    def __len__(self) -> int:
        return len(self.labels)


class Joined:
    """Several folders as one.

    Each folder's validation frames are drawn by its own seed, so that a run that trains on with more folders
    never trains on what an earlier one validated with, nor the other way round.
    """

    def __init__(self, folders: list[str], validation_share: float) -> None:
        self.parts = [Frames(folder) for folder in folders]
        self.labels = np.concatenate([part.labels for part in self.parts])
        self.starts = np.cumsum([0] + [len(part) for part in self.parts])
        held = np.zeros(len(self.labels), bool)
        for part, start in zip(self.parts, self.starts):
            order = np.random.default_rng(part.meta["seed"]).permutation(len(part))
            held[start + order[:max(1, round(len(part) * validation_share))]] = True
        self.validation = np.flatnonzero(held)
        self.training = np.flatnonzero(~held)

    def pictures(self, indices: np.ndarray) -> np.ndarray:
        if len(self.parts) == 1:
            return self.parts[0].pictures[indices]
        out = np.empty((len(indices), HEIGHT, WIDTH, 3), np.uint8)
        which = np.searchsorted(self.starts, indices, side="right") - 1
        for p, part in enumerate(self.parts):
            chosen = which == p
            out[chosen] = part.pictures[indices[chosen] - self.starts[p]]
        return out
