"""Saves networks as users have them into a folder, with answers of each: `saved-networks.py FOLDER`."""
import json
import pathlib
import sys

import torch
from torch import nn


class TheirPilotNet(nn.Module):
    """Names and structure as users write them, dense layers narrowed to be quick."""

    def __init__(self, channels: int = 3, filters: tuple = (6, 8, 8, 10, 10), norm: bool = True) -> None:
        super().__init__()
        self.bn_1 = nn.BatchNorm2d(channels, eps=1e-3) if norm else nn.Identity()
        self.cn_1 = nn.Conv2d(channels, filters[0], 5, 2)
        self.cn_2 = nn.Conv2d(filters[0], filters[1], 5, 2)
        self.cn_3 = nn.Conv2d(filters[1], filters[2], 5, 2)
        self.cn_4 = nn.Conv2d(filters[2], filters[3], 3)
        self.cn_5 = nn.Conv2d(filters[3], filters[4], 3)
        self.fc_1 = nn.Linear(filters[4] * 18, 40)
        self.fc_2 = nn.Linear(40, 20)
        self.fc_3 = nn.Linear(20, 12)
        self.fc_4 = nn.Linear(12, 10)
        self.fc_5 = nn.Linear(10, 2)

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        x = self.bn_1(image)
        for layer in (self.cn_1, self.cn_2, self.cn_3, self.cn_4, self.cn_5):
            x = torch.relu(layer(x))
        x = x.flatten(1)
        for layer in (self.fc_1, self.fc_2, self.fc_3, self.fc_4):
            x = torch.relu(layer(x))
        return self.fc_5(x)


class Harmful:
    """What a file from elsewhere could do when it is loaded."""

    def __reduce__(self) -> tuple:
        return print, ("this file ran code",)


class Three(nn.Module):
    def forward(self, image: torch.Tensor) -> torch.Tensor:
        return torch.cat([image.mean((1, 2, 3))[:, None]] * 3, 1)


def lived(network: nn.Module) -> nn.Module:
    """As after a training: BatchNorm has seen pictures."""
    if isinstance(network.bn_1, nn.BatchNorm2d):
        nn.init.uniform_(network.bn_1.running_mean, 0, 1)
        nn.init.uniform_(network.bn_1.running_var, 0.2, 1)
        nn.init.uniform_(network.bn_1.weight, 0.5, 1.5)
        nn.init.normal_(network.bn_1.bias)
    return network.eval()


def main() -> None:
    folder = pathlib.Path(sys.argv[1])
    torch.manual_seed(7)
    answers = {}

    def note(name: str, network: nn.Module, channels: int = 3) -> None:
        image = torch.rand(1, channels, 66, 200)
        with torch.no_grad():
            answers[name] = {"image": image.flatten().tolist(), "command": network(image)[0].tolist()}

    whole = lived(TheirPilotNet())
    note("norm", whole)
    torch.save(whole.state_dict(), folder / "norm.pth")
    torch.save(whole.state_dict(), folder / "old.pth", _use_new_zipfile_serialization=False)
    torch.save(whole, folder / "whole.pth")
    torch.jit.trace(whole, torch.rand(1, 3, 66, 200)).save(str(folder / "script.pt"))
    for name in ("old", "whole", "script"):
        answers[name] = answers["norm"]

    plain = lived(TheirPilotNet(norm=False))
    note("plain", plain)
    torch.save({f"module.{key}": value for key, value in plain.state_dict().items()}, folder / "plain.pth")
    stacked = lived(TheirPilotNet(9))
    note("stacked", stacked, 9)
    torch.save({"epoch": 4, "model_state_dict": stacked.state_dict(), "optimizer": {"lr": 0.001}, "best": "low"}, folder / "stacked.pth")

    state = whole.state_dict()
    torch.save({**state, "cn_3.weight": torch.zeros(8, 8, 3, 3)}, folder / "kernel.pth")
    torch.save({**state, "fc_5.weight": torch.zeros(3, 10)}, folder / "outputs.pth")
    torch.save({**state, "fc_2.bias": torch.full((20,), float("nan"))}, folder / "nan.pth")
    torch.save({**state, "fc_6.weight": torch.zeros(2, 2)}, folder / "longer.pth")
    torch.save({key: value for key, value in state.items() if not key.startswith("fc_5")}, folder / "shorter.pth")
    torch.save({**state, "extra": Harmful()}, folder / "harmful.pth")
    torch.save([1, 2, 3], folder / "list.pth")
    torch.jit.trace(Three(), torch.rand(1, 3, 66, 200)).save(str(folder / "three.pt"))
    (folder / "text.pth").write_text("weights are elsewhere\n" * 40)
    (folder / "cut.pth").write_bytes((folder / "norm.pth").read_bytes()[:9000])
    (folder / "answers.json").write_text(json.dumps(answers))


if __name__ == "__main__":
    # Saved under its file's name, as a training script's import has it.
    import importlib
    sys.path.insert(0, str(pathlib.Path(__file__).parent))
    importlib.import_module("saved-networks").main()
