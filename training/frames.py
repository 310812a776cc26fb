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


#: Frames that a held-out stretch has at least: what a recurrent network is unrolled for.
SHORTEST_STRETCH = 8
#: Frames between training and a held-out stretch of the same drive: a second, as neighbours look alike.
GAP = 20


def held_out(run_start: np.ndarray, seed: int, share: float) -> tuple[np.ndarray, np.ndarray]:
    """Which frames of a folder are held out for validation.

    Whole runs where they make up about that share of the frames. Where runs are few or of unlike lengths (a
    recording of one drive), a stretch cut from the end of the longest one, with a gap before it that nothing uses.

    @returns training and validation, bool, and the start of each frame's run, where a stretch is a run of its own
    """
    frames = len(run_start)
    runs, lengths = np.unique(run_start, return_counts=True)
    order = np.random.default_rng(seed).permutation(len(runs))
    held = np.isin(run_start, runs[order[:round(len(runs) * share)]])
    if share <= 0 or share * frames / 2 <= held.sum() <= share * frames * 2:
        return ~held, held, run_start
    longest = int(lengths.argmax())
    stretch = max(SHORTEST_STRETCH, round(share * frames))
    gap = min(GAP, int(lengths[longest]) // 8)
    if lengths[longest] >= 2 * stretch + gap:
        end = runs[longest] + lengths[longest]
        held = np.zeros(frames, bool)
        held[end - stretch:end] = True
        left_out = np.zeros(frames, bool)
        left_out[end - stretch - gap:end - stretch] = True
        starts = run_start.copy()
        starts[held] = end - stretch
        starts[left_out] = end - stretch - gap
        return ~held & ~left_out, held, starts
    if len(runs) > 1:
        held = np.isin(run_start, runs[order[:max(1, round(len(runs) * share))]])
    return ~held, held, run_start


class Joined:
    """Several folders as one.

    What each folder holds out depends on that folder alone, so that a run that trains on with more folders
    never trains on what an earlier one validated with, nor the other way round.
    """

    def __init__(self, folders: list[str], view: str, validation_share: float) -> None:
        self.parts = [Frames(folder, view) for folder in folders]
        self.labels = np.concatenate([part.labels for part in self.parts])
        self.starts = np.cumsum([0] + [len(part) for part in self.parts])
        split = [held_out(part.run_start, part.meta["seed"], validation_share) for part in self.parts]
        self.training = np.flatnonzero(np.concatenate([training for training, _, _ in split]))
        self.validation = np.flatnonzero(np.concatenate([held for _, held, _ in split]))
        self.run_start = np.concatenate([starts + at for (_, _, starts), at in zip(split, self.starts)])
        if len(self.training) == 0 or (validation_share > 0 and len(self.validation) == 0):
            raise SystemExit(f"{', '.join(folders)}: {len(self.labels)} frames are too few to train on some and hold "
                             "out others; record or render more")

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
            raise SystemExit(f"no run of {length} frames: a recurrent network needs --sequence {length} or more, "
                             f"or recordings with timestamps that hold {length} frames and more on end")
        return np.stack(runs)
