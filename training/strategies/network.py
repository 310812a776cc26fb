"""A chain of layers, built from an ONNX file, that can be fine-tuned and written back under the same names."""
from collections.abc import Iterator

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from .fake_quantise import ActivationQuantiser, WeightQuantiser, rounded
from .onnx_file import Node, OnnxFile
from .weights import Free

INT32 = 2 ** 31 - 1
LAYERS = ("Conv", "Gemm")


class Layer(nn.Module):
    """Convolution or dense layer with the activation function that follows it.

    Its weights come from `source`; `weight_quantiser` and `output_quantiser` are there during QAT only.
    """

    def __init__(self, file: OnnxFile, node: Node) -> None:
        super().__init__()
        if len(node.inputs) != 3 or not node.inputs[1].endswith(".weight"):
            raise SystemExit(f"{file.file}: {node.op} '{node.name}' has no weight and bias named <layer>.weight and "
                             "<layer>.bias; export the network with PyTorch, BatchNorm folded")
        self.weight_name, self.bias_name = node.inputs[1:]
        self.name = self.weight_name[:-len(".weight")]
        self.convolution = node.op == "Conv"
        attributes = node.attributes
        if self.convolution:
            pads = attributes.get("pads", [0, 0, 0, 0])
            if pads[:2] != pads[2:] or attributes.get("auto_pad", "NOTSET") not in ("NOTSET", "VALID"):
                raise SystemExit(f"{file.file}: Conv '{node.name}' is padded unevenly, which is not supported here")
            self.geometry = {"stride": attributes.get("strides", [1, 1]), "padding": pads[:2],
                             "dilation": attributes.get("dilations", [1, 1]), "groups": attributes.get("group", 1)}
        elif attributes.get("transB", 0) != 1 or attributes.get("transA", 0) != 0 or any(
                attributes.get(key, 1.0) != 1.0 for key in ("alpha", "beta")):
            raise SystemExit(f"{file.file}: Gemm '{node.name}' is not x W^T + b as PyTorch exports it")
        self.relu = False
        self.source: nn.Module = Free(torch.from_numpy(file.weights(self.weight_name)))
        self.bias = nn.Parameter(torch.from_numpy(file.weights(self.bias_name)))
        self.weight_quantiser: WeightQuantiser | None = None
        self.output_quantiser: ActivationQuantiser | None = None

    def weight(self) -> torch.Tensor:
        weight = self.source()
        return self.weight_quantiser(weight) if self.weight_quantiser else weight

    def forward(self, x: torch.Tensor, input_scale: float | None) -> torch.Tensor:
        weight, bias = self.source(), self.bias
        if self.weight_quantiser:
            scales = self.weight_quantiser.scales(weight)
            weight = self.weight_quantiser(weight)
            if input_scale is not None:
                # onnxruntime adds the bias as int32 in steps of input scale times weight scale.
                bias = rounded(bias, scales * input_scale, -INT32, INT32)
        if self.convolution:
            y = functional.conv2d(x, weight, bias, **self.geometry)
        else:
            y = functional.linear(x, weight, bias)
        if self.relu:
            y = functional.relu(y)
        return self.output_quantiser(y) if self.output_quantiser else y


class Network(nn.Module):
    """N x channels x height x width -> N x outputs, as the ONNX file says."""

    def __init__(self, file: OnnxFile) -> None:
        super().__init__()
        self.file = file
        self.input_quantiser: ActivationQuantiser | None = None
        self.steps = nn.ModuleList()
        for node in chain(file):
            last = self.steps[-1] if self.steps else None
            if node.op in LAYERS:
                self.steps.append(Layer(file, node))
            elif node.op == "Relu" and isinstance(last, Layer) and not last.relu:
                last.relu = True
            elif node.op == "Flatten" and node.attributes.get("axis", 1) == 1:
                self.steps.append(nn.Flatten())
            elif node.op not in ("Identity", "Dropout"):
                raise SystemExit(f"{file.file}: operator {node.op} ('{node.name}') is not supported here: a chain of "
                                 "Conv, Gemm, Relu and Flatten is fine-tuned")

    @property
    def layers(self) -> list[Layer]:
        return [step for step in self.steps if isinstance(step, Layer)]

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        scale = None
        if self.input_quantiser:
            x = self.input_quantiser(x)
            scale = self.input_quantiser.scale()
        for step in self.steps:
            if isinstance(step, Layer):
                x = step(x, scale)
                scale = step.output_quantiser.scale() if step.output_quantiser else None
            else:
                x = step(x)
        return x

    def quantisers(self) -> Iterator[ActivationQuantiser]:
        if self.input_quantiser:
            yield self.input_quantiser
        for layer in self.layers:
            if layer.output_quantiser:
                yield layer.output_quantiser

    def values(self) -> dict[str, np.ndarray]:
        """What goes into the ONNX file: weights as the network uses them, fake quantisation included, and biases."""
        with torch.no_grad():
            # Adding zero makes 0 of -0, which compresses better.
            return {name: tensor.detach().numpy() + np.float32(0) for layer in self.layers
                    for name, tensor in ((layer.weight_name, layer.weight()), (layer.bias_name, layer.bias))}


def chain(file: OnnxFile) -> Iterator[Node]:
    """Nodes from the graph's only input to its only output, each fed by the one before."""
    if len(file.inputs) != 1 or len(file.outputs) != 1:
        raise SystemExit(f"{file.file}: has {len(file.inputs)} inputs and {len(file.outputs)} outputs; a chain with "
                         "one of each is fine-tuned here")
    value, nodes = file.inputs[0], list(file.nodes)
    while value != file.outputs[0]:
        taking = [node for node in nodes if value in node.inputs]
        if len(taking) != 1:
            raise SystemExit(f"{file.file}: '{value}' goes into {len(taking)} nodes; a plain chain is fine-tuned here")
        yield taking[0]
        value = taking[0].outputs[0]
