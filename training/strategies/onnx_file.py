"""Reads nodes and weights of a small ONNX file, and writes other weights into a copy of it.

The file format is protocol buffers (onnx.proto of the ONNX specification); the few messages that a chain of layers
needs are read here, so that neither the onnx package nor a certain version of it has to be installed.
"""
import pathlib
import struct
from dataclasses import dataclass, field

import numpy as np

FLOAT = 1


@dataclass
class Node:
    op: str = ""
    name: str = ""
    inputs: list[str] = field(default_factory=list)
    outputs: list[str] = field(default_factory=list)
    attributes: dict[str, object] = field(default_factory=dict)


@dataclass
class Tensor:
    name: str
    type: int
    dims: tuple[int, ...]
    start: int
    """Where its bytes begin in the file."""
    size: int


class OnnxFile:
    """Nodes in the file's order, float32 initializers by name, names of the graph's inputs and outputs."""

    def __init__(self, file: str | pathlib.Path) -> None:
        self.file = pathlib.Path(file)
        if not self.file.exists():
            raise SystemExit(f"{file}: no such model file")
        self.content = self.file.read_bytes()
        self.nodes: list[Node] = []
        self.tensors: dict[str, Tensor] = {}
        self.inputs: list[str] = []
        self.outputs: list[str] = []
        try:
            graphs = [span for number, span in fields(self.content, 0, len(self.content)) if number == 7]
            for number, span in fields(self.content, *graphs[0]):
                if number == 1:
                    self.nodes.append(self._node(*span))
                elif number == 5:
                    tensor = self._tensor(*span)
                    self.tensors[tensor.name] = tensor
                elif number in (11, 12):
                    (self.inputs if number == 11 else self.outputs).append(self._text(self._field(span, 1)))
        except (IndexError, struct.error, UnicodeDecodeError):
            raise SystemExit(f"{file}: not an ONNX file, or truncated") from None
        self.inputs = [name for name in self.inputs if name not in self.tensors]

    def weights(self, name: str) -> np.ndarray:
        """A copy of one float32 initializer."""
        tensor = self.tensors.get(name)
        if tensor is None:
            raise SystemExit(f"{self.file}: '{name}' is not a constant of the graph")
        if tensor.type != FLOAT or tensor.size != 4 * int(np.prod(tensor.dims)):
            raise SystemExit(f"{self.file}: '{name}' is not stored as float32; start from the fp32 model")
        values = np.frombuffer(self.content, "<f4", tensor.size // 4, tensor.start)
        if not np.isfinite(values).all():
            raise SystemExit(f"{self.file}: '{name}' holds values that are no finite numbers")
        return values.reshape(tensor.dims).copy()

    def write_with(self, weights: dict[str, np.ndarray], target: pathlib.Path) -> None:
        """Writes a copy that differs in these initializers alone: same graph, same names, same size."""
        content = bytearray(self.content)
        for name, values in weights.items():
            tensor = self.tensors[name]
            if tuple(values.shape) != tensor.dims:
                raise ValueError(f"{name}: {values.shape} for {tensor.dims}")
            content[tensor.start:tensor.start + tensor.size] = np.ascontiguousarray(values, "<f4").tobytes()
        beside = target.with_name(f"{target.name}.tmp")
        beside.write_bytes(content)
        beside.replace(target)

    def _field(self, span: tuple[int, int], wanted: int) -> tuple[int, int]:
        return next((value for number, value in fields(self.content, *span) if number == wanted), (0, 0))

    def _text(self, span: tuple[int, int]) -> str:
        return self.content[span[0]:span[1]].decode()

    def _node(self, start: int, end: int) -> Node:
        node = Node()
        for number, value in fields(self.content, start, end):
            if number == 1:
                node.inputs.append(self._text(value))
            elif number == 2:
                node.outputs.append(self._text(value))
            elif number == 3:
                node.name = self._text(value)
            elif number == 4:
                node.op = self._text(value)
            elif number == 5:
                name, content = self._attribute(*value)
                node.attributes[name] = content
        return node

    def _attribute(self, start: int, end: int) -> tuple[str, object]:
        name, value, whole = "", None, []
        for number, content in fields(self.content, start, end):
            if number == 1:
                name = self._text(content)
            elif number == 2:
                value = content
            elif number == 3:
                value = signed(content)
            elif number == 4:
                value = self._text(content)
            elif number == 8:
                whole += [signed(n) for n in self._numbers(content)]
        return name, whole or value

    def _numbers(self, content: int | tuple[int, int]) -> list[int]:
        """Repeated whole numbers, packed or one by one."""
        if isinstance(content, int):
            return [content]
        numbers, at = [], content[0]
        while at < content[1]:
            number, at = varint(self.content, at)
            numbers.append(number)
        return numbers

    def _tensor(self, start: int, end: int) -> Tensor:
        name, type_, dims, data = "", 0, [], (0, 0)
        for number, value in fields(self.content, start, end):
            if number == 1:
                dims += self._numbers(value)
            elif number == 2:
                type_ = value
            elif number in (4, 9) and isinstance(value, tuple):
                data = value
            elif number == 8:
                name = self._text(value)
            elif number == 14 and value == 1:
                raise SystemExit(f"{self.file}: keeps its weights in another file; join them into one first")
        return Tensor(name, type_, tuple(dims), data[0], data[1] - data[0])


def signed(number: int) -> int:
    return number - (1 << 64) if number >= 1 << 63 else number


def varint(content: bytes, at: int) -> tuple[int, int]:
    number = shift = 0
    while True:
        byte = content[at]
        number |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return number, at


def fields(content: bytes, at: int, end: int):
    """(field number, value) of a message: a number, a float, or the span of bytes."""
    while at < end:
        key, at = varint(content, at)
        kind = key & 7
        if kind == 0:
            value, at = varint(content, at)
        elif kind == 1:
            value, at = struct.unpack_from("<d", content, at)[0], at + 8
        elif kind == 2:
            size, at = varint(content, at)
            if at + size > end:
                raise IndexError
            value, at = (at, at + size), at + size
        elif kind == 5:
            value, at = struct.unpack_from("<f", content, at)[0], at + 4
        else:
            raise IndexError
        yield key >> 3, value
