#!/usr/bin/env python3
"""Puts crop, resize and scaling into a PilotNet's graph, to be measured against doing them outside.

    python3 bench/reference/in_graph.py models/pilotnet.onnx out/pilotnet-in-graph.onnx     (needs python3-onnx)

Input `raw` uint8 1x480x640x3; ONNX Resize, linear, half_pixel, is OpenCV's INTER_LINEAR up to rounding.
"""
import pathlib
import sys

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper


def main() -> None:
    source, target = sys.argv[1:3]
    model = onnx.load(source)
    graph = model.graph
    image = graph.input[0].name
    constants = {
        "crop_start": np.array([0, 240, 0, 0], np.int64),
        "crop_end": np.array([1, 480, 640, 3], np.int64),
        "size": np.array([1, 66, 200, 3], np.int64),
        "scale": np.array([1 / 255], np.float32),
    }
    before = [
        helper.make_node("Slice", ["raw", "crop_start", "crop_end"], ["crop"]),
        helper.make_node("Resize", ["crop", "", "", "size"], ["small"], mode="linear",
                         coordinate_transformation_mode="half_pixel"),
        helper.make_node("Transpose", ["small"], ["planes"], perm=[0, 3, 1, 2]),
        helper.make_node("Cast", ["planes"], ["values"], to=TensorProto.FLOAT),
        helper.make_node("Mul", ["values", "scale"], [image]),
    ]
    network = list(graph.node)
    del graph.node[:]
    graph.node.extend(before + network)
    graph.initializer.extend(numpy_helper.from_array(value, name) for name, value in constants.items())
    del graph.input[:]
    graph.input.append(helper.make_tensor_value_info("raw", TensorProto.UINT8, [1, 480, 640, 3]))
    pathlib.Path(target).parent.mkdir(parents=True, exist_ok=True)
    onnx.save(model, target)


if __name__ == "__main__":
    main()
