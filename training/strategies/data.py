"""Frames of training/generate-frames.ts as a strategy takes them: as tensors that the model's card asks for."""
import numpy as np
import torch

from frames import Joined
from jitter import Jitter, planes
from units import V_OFFSET_MPS, V_SCALE_MPS, W_OFFSET_RADPS, W_SCALE_RADPS

#: As in train.py, which holds back the same frames: those are validated with that no training saw.
VALIDATION_SHARE = 0.04
MOST_VALIDATED = 500
UNITS = {"v": (V_SCALE_MPS, V_OFFSET_MPS), "w": (W_SCALE_RADPS, W_OFFSET_RADPS)}


class Data:
    """Folders of frames as one, of one view.

    `training` and `validation` are indices; `frames` of the former are drawn by the seed.
    """

    def __init__(self, folders: list[str], parent: dict, frames: int | None = None, seed: int = 0) -> None:
        share = VALIDATION_SHARE if frames else 0.0
        self.joined = Joined(folders, parent["view"], share)
        self.labels = self.joined.labels
        self.metas = [part.meta for part in self.joined.parts]
        self.contract = parent["contract"]
        for key, (scale, offset) in UNITS.items():
            channel = self.contract["output"][key]
            if (channel["scale"], channel["offset"]) != (scale, offset):
                raise SystemExit(f"{parent['modelFile']}: its card gives {key} as value * {channel['scale']} + "
                                 f"{channel['offset']}; the labels here are for {scale} and {offset}")
        random = np.random.default_rng(seed)
        self.training = self.joined.training
        if frames:
            self.training = np.sort(random.permutation(self.training)[:frames])
        self.validation = np.sort(random.permutation(self.joined.validation)[:MOST_VALIDATED])
        picture = self.contract["input"]
        self.factor = 255 * picture["scale"]
        self.mean = torch.tensor(picture["mean"], dtype=torch.float32).view(1, 3, 1, 1)
        self.std = torch.tensor(picture["std"], dtype=torch.float32).view(1, 3, 1, 1)

    def __len__(self) -> int:
        return len(self.labels)

    def as_seen(self, indices: np.ndarray) -> torch.Tensor:
        """float32 N x 3 x H x W, as the node gives it to the network."""
        return self._normalised(planes(self.joined.pictures(indices)) / 255)

    def jittered(self, indices: np.ndarray, jitter: Jitter) -> torch.Tensor:
        return self._normalised(jitter(self.joined.pictures(indices[:, None]))[:, 0])

    def jitter(self, generator: torch.Generator, batch: int) -> Jitter:
        _, _, height, width = self.contract["input"]["shape"]
        return Jitter(generator, height, width, batch)

    def _normalised(self, pixels: torch.Tensor) -> torch.Tensor:
        return (pixels * self.factor - self.mean) / self.std


def answers(network: torch.nn.Module, data: Data, indices: np.ndarray, batch: int = 128) -> np.ndarray:
    """float32 N x 2, normalised v and w, in evaluation mode: ranges stay as they are."""
    network.eval()
    with torch.no_grad():
        return np.concatenate([network(data.as_seen(indices[start:start + batch])).numpy()
                               for start in range(0, len(indices), batch)])


def mean_squared_error(network: torch.nn.Module, data: Data, indices: np.ndarray) -> float:
    return float(((answers(network, data, indices) - data.labels[indices]) ** 2).mean(dtype=np.float64))


def mixed(data: Data, teacher_sees: Data, teacher: torch.nn.Module, share: float) -> np.ndarray:
    """Labels of all frames; those of the training frames are `share` parts the teacher's answers to the pictures as
    they are. `teacher_sees` holds the same frames in the teacher's view.

    Squared errors against both, weighted, are up to a constant the squared error against their weighted mean.
    """
    targets = data.labels.copy()
    if share > 0:
        chosen = data.training
        targets[chosen] += share * (answers(teacher, teacher_sees, chosen) - targets[chosen])
    return targets
