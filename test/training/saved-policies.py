"""Saves policies as stable-baselines3 and users do into a folder, with answers of each: `saved-policies.py FOLDER`.

stable-baselines3 itself is not needed: names and layout are those of its documentation and of its state_dicts.
"""
import io
import json
import pathlib
import sys
import zipfile

import torch
from torch import nn

ROWS = 5


def dense(*sizes: int, activation: type = nn.ReLU, ends: bool = False) -> nn.Sequential:
    """@param ends whether the activation follows the last layer, too"""
    layers = [part for one, two in zip(sizes, sizes[1:]) for part in (nn.Linear(one, two), activation())]
    return nn.Sequential(*(layers if ends else layers[:-1]))


class NatureCNN(nn.Module):
    def __init__(self, channels: int, values: int, features: int) -> None:
        super().__init__()
        self.cnn = nn.Sequential(nn.Conv2d(channels, 32, 8, 4), nn.ReLU(), nn.Conv2d(32, 64, 4, 2), nn.ReLU(),
                                 nn.Conv2d(64, 64, 3), nn.ReLU(), nn.Flatten())
        self.linear = nn.Sequential(nn.Linear(values, features), nn.ReLU())

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        return self.linear(self.cnn(image))


class Extractor(nn.Module):
    def __init__(self, activation: type) -> None:
        super().__init__()
        self.policy_net = dense(ROWS, 16, 12, activation=activation, ends=True)
        self.value_net = dense(ROWS, 24, activation=activation, ends=True)


class ActorCritic(nn.Module):
    """PPO and A2C of an MlpPolicy."""

    def __init__(self, outputs: int, activation: type, continuous: bool) -> None:
        super().__init__()
        if continuous:
            self.log_std = nn.Parameter(torch.zeros(outputs))
        self.mlp_extractor = Extractor(activation)
        self.action_net = nn.Linear(12, outputs)
        self.value_net = nn.Linear(24, 1)

    def forward(self, state: torch.Tensor) -> torch.Tensor:
        return self.action_net(self.mlp_extractor.policy_net(state))


class QNetwork(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.features_extractor = NatureCNN(2, 64, 20)
        self.q_net = dense(20, 3)

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        return self.q_net(self.features_extractor(image))


class Dqn(nn.Module):
    """DQN of a CnnPolicy with images of 40x40, two grey ones stacked: the filters leave 64 values."""

    def __init__(self) -> None:
        super().__init__()
        self.q_net = QNetwork()
        self.q_net_target = QNetwork()

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        return self.q_net(image)


class SacActor(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.latent_pi = dense(ROWS, 14, ends=True)
        self.mu = nn.Linear(14, 2)
        self.log_std = nn.Linear(14, 2)

    def forward(self, state: torch.Tensor) -> torch.Tensor:
        return torch.tanh(self.mu(self.latent_pi(state)))


class DeterministicActor(nn.Module):
    """Of TD3 and DDPG."""

    def __init__(self) -> None:
        super().__init__()
        self.mu = nn.Sequential(*dense(ROWS, 14, 2), nn.Tanh())

    def forward(self, state: torch.Tensor) -> torch.Tensor:
        return self.mu(state)


class WithCritic(nn.Module):
    def __init__(self, actor: nn.Module) -> None:
        super().__init__()
        self.actor = actor
        self.critic = dense(ROWS + 2, 8, 1)

    def forward(self, state: torch.Tensor) -> torch.Tensor:
        return self.actor(state)


class Harmful:
    def __reduce__(self) -> tuple:
        return print, ("this file ran code",)


def activation_of(name: str) -> dict:
    """Arguments that are no JSON are pickled, with their text beside it; the pickle must not be loaded."""
    return {":type:": "<class 'dict'>", ":serialized:": "bm90IGEgcGlja2xl",
            "activation_fn": f"<class 'torch.nn.modules.activation.{name}'>"}


def box(low: str, high: str) -> dict:
    return {":type:": "<class 'gymnasium.spaces.box.Box'>", ":serialized:": "bm90IGEgcGlja2xl", "dtype": "float32",
            "_shape": [2], "low": low, "high": high}


def write(file: pathlib.Path, state: dict, **data: object) -> None:
    def saved(content: object) -> bytes:
        stream = io.BytesIO()
        torch.save(content, stream)
        return stream.getvalue()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("data", json.dumps({"policy_kwargs": {}, "use_sde": False, **data}))
        archive.writestr("pytorch_variables.pth", saved(None))
        archive.writestr("policy.pth", saved(state))
        archive.writestr("policy.optimizer.pth", saved({"state": {}, "param_groups": [{"lr": 0.001}]}))
        archive.writestr("_stable_baselines3_version", "2.3.2")


def main() -> None:
    folder = pathlib.Path(sys.argv[1])
    torch.manual_seed(3)
    answers = {}

    def note(name: str, network: nn.Module, *shape: int) -> dict:
        seen = 2 * torch.rand(1, *shape) - 1
        with torch.no_grad():
            answers[name] = {"image": seen.flatten().tolist(), "command": network(seen)[0].tolist()}
        return network.state_dict()

    unit = box("[-1. -1.]", "[1. 1.]")
    ppo = note("ppo", ActorCritic(2, nn.Tanh, True), ROWS)
    write(folder / "ppo.zip", ppo, action_space=unit)
    state = note("choice", ActorCritic(3, nn.ELU, False), ROWS)
    write(folder / "choice.zip", state, policy_kwargs=activation_of("ELU"))
    physical = note("physical", ActorCritic(2, nn.Tanh, True), ROWS)
    write(folder / "physical.zip", physical, action_space=box("[ 1.  -1.5]", "[10.   1.5]"))
    dqn = note("dqn", Dqn(), 2, 40, 40)
    write(folder / "dqn.zip", dqn)
    write(folder / "sac.zip", note("sac", WithCritic(SacActor()), ROWS), action_space=unit)
    write(folder / "td3.zip", note("td3", WithCritic(DeterministicActor()), ROWS), action_space=unit)
    torch.save(note("plain", dense(ROWS, 9, 7, 3, activation=nn.Tanh), ROWS), folder / "plain.pth")
    squashed = nn.Sequential(*dense(ROWS, 9, 2), nn.Tanh())
    torch.save(note("squashed", squashed, ROWS), folder / "squashed.pth")
    torch.jit.trace(dense(ROWS, 9, 4).eval(), torch.rand(1, ROWS)).save(str(folder / "four.pt"))

    write(folder / "harmful.zip", {**ppo, "extra": Harmful()})
    write(folder / "raw.zip", dqn, policy_kwargs={"normalize_images": False})
    write(folder / "noise.zip", ppo, use_sde=True)
    write(folder / "own.zip", ppo, policy_kwargs={"features_extractor_class": "<class '__main__.MyCNN'>"})
    write(folder / "several.zip", ppo, action_space={":type:": "<class 'gymnasium.spaces.multi_discrete.MultiDiscrete'>"})
    write(folder / "lstm.zip", {**ppo, "lstm_actor.weight_ih_l0": torch.zeros(4, 4)})
    write(folder / "dict.zip", {**ppo, "features_extractor.extractors.image.cnn.0.weight": torch.zeros(1)})
    write(folder / "unknown.zip", {"quantile_net.quantile_net.0.weight": torch.zeros(2, 2)})
    (folder / "cut.zip").write_bytes((folder / "ppo.zip").read_bytes()[:3000])
    (folder / "answers.json").write_text(json.dumps(answers))


if __name__ == "__main__":
    main()
