"""Reads folders that generate-frames.ts and pack-dataset.ts wrote: pictures of one view and their labels."""
import csv
import json
import pathlib

import numpy as np

from units import V_OFFSET_MPS, V_SCALE_MPS, W_OFFSET_RADPS, W_SCALE_RADPS


class Frames:
    """One folder.

    pictures: uint8 N x height x width x 3 (RGB, mapped from disk); labels: float32 N x 2 (normalised v, w).
    The frames of a run stand one after the other, 50 ms apart; `run_start[i]` is the first of frame i's run.
    """

    def __init__(self, folder: str, view: str) -> None:
        root = pathlib.Path(folder)
        self.meta = json.loads((root / "meta.json").read_text())
        if view not in self.meta["views"]:
            raise SystemExit(f"{root}: holds the views {', '.join(self.meta['views'])}, not '{view}'; generate it "
                             f"again with --views {','.join([*self.meta['views'], view])}")
        self.view = self.meta["views"][view]
        with open(root / "labels.csv", newline="") as file:
            rows = list(csv.DictReader(file))
        if not rows:
            raise SystemExit(f"{root}: no frames; generate it again with --frames of 1 or more")
        height, width = self.view["height"], self.view["width"]
        pictures = root / self.view["file"]
        held = pictures.stat().st_size / (height * width * 3)
        if held != len(rows):
            raise SystemExit(f"{pictures}: holds {held:g} pictures, labels.csv {len(rows)}; generate it again")
        v = np.array([float(row["v_mps"]) for row in rows])
        w = np.array([float(row["w_radps"]) for row in rows])
        self.pictures = np.memmap(pictures, np.uint8, "r", shape=(len(rows), height, width, 3))
        self.labels = np.stack([(v - V_OFFSET_MPS) / V_SCALE_MPS, (w - W_OFFSET_RADPS) / W_SCALE_RADPS], 1)
        self.labels = self.labels.astype(np.float32)
        self.run_start = run_starts(len(rows), self.meta)

    def __len__(self) -> int:
        return len(self.labels)


def run_starts(frames: int, meta: dict) -> np.ndarray:
    """meta.json gives the length of all runs (`sequence`), or the first frame of each (`runs`)."""
    first = np.asarray(meta["runs"]) if "runs" in meta else np.arange(0, frames, meta["sequence"])
    lengths = np.diff(np.append(first, frames))
    return np.repeat(first, lengths)


class Joined:
    """Several folders as one.

    Each folder's validation runs are drawn by its own seed, so that a run that trains on with more folders
    never trains on what an earlier one validated with, nor the other way round.
    """

    def __init__(self, folders: list[str], view: str, validation_share: float) -> None:
        self.parts = [Frames(folder, view) for folder in folders]
        self.labels = np.concatenate([part.labels for part in self.parts])
        self.starts = np.cumsum([0] + [len(part) for part in self.parts])
        self.run_start = np.concatenate([part.run_start + at for part, at in zip(self.parts, self.starts)])
        held = np.zeros(len(self.labels), bool)
        for part, start in zip(self.parts, self.starts):
            runs = np.unique(part.run_start)
            order = np.random.default_rng(part.meta["seed"]).permutation(len(runs))
            chosen = runs[order[:round(len(runs) * validation_share)]] if validation_share > 0 else []
            held[start:start + len(part)] = np.isin(part.run_start, chosen)
        if validation_share > 0 and not held.any():
            held[self.run_start == self.run_start[-1]] = True
        self.validation = np.flatnonzero(held)
        self.training = np.flatnonzero(~held)

    def pictures(self, indices: np.ndarray) -> np.ndarray:
        """uint8, the shape of indices x height x width x 3."""
        flat = indices.reshape(-1)
        view = self.parts[0].view
        out = np.empty((len(flat), view["height"], view["width"], 3), np.uint8)
        which = np.searchsorted(self.starts, flat, side="right") - 1
        for p, part in enumerate(self.parts):
            chosen = which == p
            out[chosen] = part.pictures[flat[chosen] - self.starts[p]]
        return out.reshape(*indices.shape, *out.shape[1:])

    def stacks(self, indices: np.ndarray, frames: int) -> np.ndarray:
        """Indices N -> N x frames: each frame with those before it in its run, oldest first; where the run has no
        earlier one its first stands in, as at the start of a drive."""
        back = np.arange(frames - 1, -1, -1)
        return np.maximum(indices[:, None] - back, self.run_start[indices][:, None])

    def runs(self, indices: np.ndarray, length: int) -> np.ndarray:
        """The whole runs among the frames given, R x length; longer runs are cut up, what is left over is dropped."""
        first = np.unique(self.run_start)
        end = np.append(first[1:], len(self.run_start))
        chosen = np.isin(first, self.run_start[indices])
        runs = [np.arange(at, at + length) for start, stop in zip(first[chosen], end[chosen])
                for at in range(start, stop - length + 1, length)]
        if not runs:
            raise SystemExit(f"no run of {length} frames: a recurrent network needs --sequence {length} or more")
        return np.stack(runs)
