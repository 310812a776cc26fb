"""How far a network's answers are from the labels."""
import numpy as np
import torch

from batches import Batches
from units import V_SCALE_MPS, W_SCALE_RADPS


def answers(batches: Batches, model: torch.nn.Module, samples: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Answers and labels, N x 2 each; a recurrent network starts each run with nothing in its memory."""
    model.eval()
    outputs, labels = [], []
    with torch.no_grad():
        for start in range(0, len(samples), batches.batch):
            chosen = samples[start:start + batches.batch]
            inputs = batches.plain(chosen)
            if batches.network.state:
                outputs.append(unrolled(model, inputs, torch.zeros(len(chosen), *batches.network.state))[0])
            else:
                outputs.append(model(inputs))
            labels.append(batches.labels(chosen))
    return torch.cat(outputs, -2).reshape(-1, 2).numpy(), torch.cat(labels, -2).reshape(-1, 2).numpy()


def unrolled(model: torch.nn.Module, inputs: torch.Tensor, state: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """T x N x C x H x W -> T x N x 2 and the state after the last step."""
    outputs = []
    for step in inputs:
        output, state = model(step, state)
        outputs.append(output)
    return torch.stack(outputs), state


def errors_on(batches: Batches, model: torch.nn.Module, samples: np.ndarray) -> dict:
    """Mean squared errors in the normalised units of the labels, as published figures are, and in m/s and rad/s."""
    given, wanted = answers(batches, model, samples)
    error = given.astype(np.float64) - wanted
    mse_v, mse_w = (error ** 2).mean(0)
    v_abs, w_abs = np.abs(error).mean(0)
    return {
        "mse": round((mse_v + mse_w) / 2, 7), "mse_v": round(mse_v, 7), "mse_w": round(mse_w, 7),
        "v_mean_abs_mps": round(v_abs * V_SCALE_MPS, 4), "w_mean_abs_radps": round(w_abs * W_SCALE_RADPS, 4),
        "frames": len(given),
    }
