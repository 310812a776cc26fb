"""How far a network's answers are from the labels."""
from collections.abc import Callable

import numpy as np
import torch

from pilotnet import V_SCALE_MPS, W_SCALE_RADPS

BATCH = 256


def planes(pictures: np.ndarray) -> torch.Tensor:
    """uint8 N x H x W x 3 -> float32 N x 3 x H x W, still 0..255."""
    return torch.from_numpy(pictures).permute(0, 3, 1, 2).to(torch.float32, memory_format=torch.contiguous_format)


def errors_on(model: torch.nn.Module, pictures: Callable, labels: np.ndarray, indices: np.ndarray) -> dict:
    """Mean squared errors in the normalised units of the labels, as published figures are, and in m/s and rad/s."""
    model.eval()
    outputs = []
    with torch.no_grad():
        for start in range(0, len(indices), BATCH):
            outputs.append(model(planes(pictures(indices[start:start + BATCH])) / 255).numpy())
    error = np.concatenate(outputs) - labels[indices]
    mse_v, mse_w = (error.astype(np.float64) ** 2).mean(0)
    v_abs, w_abs = np.abs(error.astype(np.float64)).mean(0)
    return {
        "mse": round((mse_v + mse_w) / 2, 7), "mse_v": round(mse_v, 7), "mse_w": round(mse_w, 7),
        "v_mean_abs_mps": round(v_abs * V_SCALE_MPS, 4), "w_mean_abs_radps": round(w_abs * W_SCALE_RADPS, 4),
        "frames": len(indices),
    }
