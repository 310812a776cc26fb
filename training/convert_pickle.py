"""Reads what torch.save wrote since PyTorch 1.6 without running anything that the file asks for.

Such a file is a zip archive: a pickle of names and numbers, and the values of each tensor beside it. Only containers,
plain values and tensors are unpickled here. torch.load has a mode like that, but up to version 1.13 it refuses files that
hold a plain number, and checkpoints do, and does not use a pickle module of one's own.
"""
import collections
import io
import pathlib
import pickle
import zipfile

import torch

STORAGES = {
    "FloatStorage": torch.float32, "DoubleStorage": torch.float64, "HalfStorage": torch.float16,
    "BFloat16Storage": torch.bfloat16, "LongStorage": torch.int64, "IntStorage": torch.int32,
    "ShortStorage": torch.int16, "CharStorage": torch.int8, "ByteStorage": torch.uint8, "BoolStorage": torch.bool,
}


class Refused(Exception):
    """The file asks for something other than tensors; the message names it."""


def rebuilt(storage: torch.Tensor, offset: int, size: tuple, stride: tuple, *_: object) -> torch.Tensor:
    return storage.as_strided(size, stride, offset)


def parameter(data: torch.Tensor, *_: object) -> torch.Tensor:
    return data


#: What may be asked for, and what is given.
GIVEN = {
    ("collections", "OrderedDict"): collections.OrderedDict,
    ("torch._utils", "_rebuild_tensor_v2"): rebuilt,
    ("torch._utils", "_rebuild_parameter"): parameter,
    ("torch", "Size"): tuple,
    **{("torch", name): dtype for name, dtype in STORAGES.items()},
}


class Unpickler(pickle.Unpickler):
    def __init__(self, archive: zipfile.ZipFile, folder: str) -> None:
        super().__init__(io.BytesIO(archive.read(f"{folder}data.pkl")))
        self.archive = archive
        self.folder = folder

    def find_class(self, module: str, name: str) -> object:
        found = GIVEN.get((module, name))
        if found is None:
            raise Refused(f"{module}.{name}")
        return found

    def persistent_load(self, identity: tuple) -> torch.Tensor:
        """('storage', element type, key, device, count)"""
        _, dtype, key, _, _ = identity
        content = bytearray(self.archive.read(f"{self.folder}data/{key}"))
        return torch.frombuffer(content, dtype=dtype) if content else torch.empty(0, dtype=dtype)


def load(file: pathlib.Path) -> object:
    """@throws Refused"""
    with zipfile.ZipFile(file) as archive:
        name = next((name for name in archive.namelist() if name.endswith("data.pkl")), None)
        if name is None:
            raise ValueError("a zip archive without data.pkl")
        return Unpickler(archive, name[:-len("data.pkl")]).load()
