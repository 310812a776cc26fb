"""What the ONNX reference package says of models: a JSON object a line for each file named.

{"error": line or null, "shapes": {value: [dimensions]}, "types": {value: element type}}
"""
import json
import sys

import onnx
from onnx import TensorProto, checker, shape_inference


def describe(file: str) -> dict:
    try:
        model = onnx.load(file)
        checker.check_model(model, full_check=True)
        inferred = shape_inference.infer_shapes(model, strict_mode=True, data_prop=True)
    except Exception as error:  # every kind that it throws means refused
        return {"error": str(error).split("\n")[0], "shapes": {}, "types": {}}
    shapes, types = {}, {}
    for value in list(inferred.graph.value_info) + list(inferred.graph.output):
        tensor = value.type.tensor_type
        shapes[value.name] = [dim.dim_value for dim in tensor.shape.dim]
        types[value.name] = TensorProto.DataType.Name(tensor.elem_type).lower()
    return {"error": None, "shapes": shapes, "types": types}


for name in sys.argv[1:]:
    print(json.dumps(describe(name)))
