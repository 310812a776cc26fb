"""Options of torch.onnx.export that depend on PyTorch's version."""

import inspect

import torch


def single_file() -> dict[str, bool]:
    """PyTorch 2.9 and newer write the weights into a file of their own, unless the exporter before is asked for."""
    return {"dynamo": False} if "dynamo" in inspect.signature(torch.onnx.export).parameters else {}
