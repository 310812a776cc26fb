"""Reads what PyTorch saved: a state_dict, TorchScript, or (trusted only) a pickled module."""
import pathlib
import pickle
import sys
import zipfile

import torch
from torch import nn

import convert_pickle

#: Keys under which training scripts keep the weights beside optimiser and epoch.
NESTED = ("state_dict", "model_state_dict", "model", "net", "network")

NOT_PYTORCH = "is not a file that torch.save or torch.jit.save wrote, or it is truncated"
MORE_THAN_TENSORS = ("{file}: holds more than tensors{found}, perhaps a whole module: loading it runs code from the "
                     "file. Save model.state_dict() instead, or, if you trust the file, add --trust")
#: How pickles begin: protocol 2 or later, which PyTorch always wrote.
PICKLE = b"\x80"
ZIP = b"PK"


def is_pickle(file: pathlib.Path) -> bool:
    if zipfile.is_zipfile(file):
        return True
    return begins_with(file, PICKLE)


def begins_with(file: pathlib.Path, wanted: bytes) -> bool:
    with open(file, "rb") as content:
        return content.read(len(wanted)) == wanted


def is_cut(file: pathlib.Path) -> bool:
    """Whether a zip archive lacks its end; an archive inside it, which is whole, may then be taken for it."""
    if not begins_with(file, ZIP):
        return False
    if not zipfile.is_zipfile(file):
        return True
    with zipfile.ZipFile(file) as archive:
        return all(entry.header_offset > 0 for entry in archive.infolist())


def refused_name(refused: Exception) -> str:
    return f" ({refused})" if isinstance(refused, convert_pickle.Refused) else ""


def is_torchscript(file: pathlib.Path) -> bool:
    if not zipfile.is_zipfile(file):
        return False
    with zipfile.ZipFile(file) as archive:
        return any(name.endswith("/constants.pkl") or name == "constants.pkl" for name in archive.namelist())


def load(file: pathlib.Path, trust: bool, classes: str | None) -> dict[str, torch.Tensor] | nn.Module:
    """A state_dict in its order, or a module in evaluation mode."""
    if not file.is_file():
        raise SystemExit(f"{file}: no such file")
    if is_cut(file):
        raise SystemExit(f"{file}: {NOT_PYTORCH}")
    if is_torchscript(file):
        try:
            return torch.jit.load(str(file), map_location="cpu").eval()
        except RuntimeError as error:
            raise SystemExit(f"{file}: is a TorchScript file that this PyTorch ({torch.__version__}) cannot load: "
                             f"{first_line(error)}") from None
    if trust and classes:
        sys.path.insert(0, classes)
    try:
        if trust:
            content = torch.load(str(file), map_location="cpu", weights_only=False)
        elif zipfile.is_zipfile(file):
            content = convert_pickle.load(file)
        else:
            content = torch.load(str(file), map_location="cpu", weights_only=True)
    except (convert_pickle.Refused, pickle.UnpicklingError) as refused:
        if not trust and is_pickle(file):
            raise SystemExit(MORE_THAN_TENSORS.format(file=file, found=refused_name(refused))) from None
        raise SystemExit(f"{file}: {NOT_PYTORCH}") from None
    except (ModuleNotFoundError, AttributeError) as error:
        raise SystemExit(f"{file}: holds a whole module whose class is not at hand ({first_line(error)}); give the "
                         "folder of its source with --classes FOLDER, or save its state_dict() instead") from None
    except Exception as error:  # what is no pickle may fail anywhere in the unpickler
        raise SystemExit(f"{file}: {NOT_PYTORCH} ({first_line(error)})") from None
    if isinstance(content, nn.Module):
        return content.float().eval()
    state = tensors_of(content)
    if not state:
        raise SystemExit(f"{file}: holds no tensors (a {type(content).__name__}); expected a state_dict")
    return state


def tensors_of(content: object) -> dict[str, torch.Tensor]:
    if not isinstance(content, dict):
        return {}
    for key in NESTED:
        if isinstance(content.get(key), dict):
            return tensors_of(content[key])
        if isinstance(content.get(key), nn.Module):
            return content[key].state_dict()
    return {str(name): tensor for name, tensor in content.items() if isinstance(tensor, torch.Tensor)}


def first_line(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0][:160]
