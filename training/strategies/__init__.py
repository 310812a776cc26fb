"""Optimisation strategies that need training: they start from the weights of an ONNX file and end in one."""
