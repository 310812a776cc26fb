"""Reads the policy of a zip that stable-baselines3 saved, without stable-baselines3 and without running what it asks for.

The layout is described at https://stable-baselines3.readthedocs.io/en/master/guide/save_format.html: `data` is JSON whose
pickled values have their attributes as text beside them, `policy.pth` a state_dict.
"""
import dataclasses
import io
import json
import pathlib
import re
import zipfile

import torch

import convert_pickle

WEIGHTS = "policy.pth"
IDENTITY = ("Flatten", "FlattenExtractor", "NatureCNN")


@dataclasses.dataclass
class SavedPolicy:
    """The weights of the deterministic policy in the order in which they are applied, and what is not in them."""

    kind: str
    state: dict[str, torch.Tensor]
    activation: str
    #: Whether tanh follows the last layer.
    squash: bool
    #: Whether the outputs are scores of actions, else they are actions.
    scores: bool
    #: Whether pixels are divided by 255.
    normalizes: bool
    #: Lowest and highest values of a continuous action, where the file says them.
    action_space: tuple[list[float], list[float]] | None


def is_sb3(file: pathlib.Path) -> bool:
    if not zipfile.is_zipfile(file):
        return False
    with zipfile.ZipFile(file) as archive:
        return WEIGHTS in archive.namelist()


def load_sb3(file: pathlib.Path) -> SavedPolicy:
    try:
        with zipfile.ZipFile(file) as archive:
            weights = io.BytesIO(archive.read(WEIGHTS))
            data = json.loads(archive.read("data")) if "data" in archive.namelist() else {}
        state = convert_pickle.load(weights)
    except convert_pickle.Refused as refused:
        raise SystemExit(f"{file}: {WEIGHTS} in it holds more than tensors ({refused}); stable-baselines3 saves none "
                         "like that") from None
    except Exception as error:  # what is no such file may fail anywhere in its readers
        raise SystemExit(f"{file}: is not a whole file that stable-baselines3 saved ({error})") from None
    arguments = data.get("policy_kwargs") or {}
    check_supported(file, state, data, arguments)
    kind, parts, activation, squash = described(file, state)
    given = class_name(arguments.get("activation_fn"))
    return SavedPolicy(
        kind, chosen(state, parts), (given or activation).lower(), squash,
        kind == "DQN" or (kind == "PPO or A2C" and "log_std" not in state),
        arguments.get("normalize_images", True) not in (False, "False"), box_of(data.get("action_space")),
    )


def described(file: pathlib.Path, state: dict) -> tuple[str, list[str], str, bool]:
    """@return kind of policy, the parts of its state_dict in their order, its activation by default, whether it ends in tanh"""
    if "action_net.weight" in state:
        extractor = "pi_features_extractor" if has(state, "pi_features_extractor") else "features_extractor"
        return "PPO or A2C", [extractor, "mlp_extractor.shared_net", "mlp_extractor.policy_net", "action_net"], "tanh", False
    if has(state, "q_net.q_net"):
        return "DQN", ["q_net.features_extractor", "q_net.q_net"], "relu", False
    if "actor.mu.weight" in state:
        return "SAC", ["actor.features_extractor", "actor.latent_pi", "actor.mu"], "relu", True
    if has(state, "actor.mu") and not has(state, "actor.latent_pi"):
        return "TD3 or DDPG", ["actor.features_extractor", "actor.mu"], "relu", True
    raise SystemExit(f"{file}: holds no policy of PPO, A2C, DQN, SAC, TD3 or DDPG that is known; export it to TorchScript "
                     "and convert that")


def has(state: dict, part: str) -> bool:
    return any(name.startswith(f"{part}.") for name in state)


def chosen(state: dict, parts: list[str]) -> dict[str, torch.Tensor]:
    return {name: tensor for part in parts for name, tensor in state.items() if name.startswith(f"{part}.")}


def check_supported(file: pathlib.Path, state: dict, data: dict, arguments: dict) -> None:
    convert_instead = "export it to TorchScript and convert that"
    if any(".extractors." in name for name in state):
        raise SystemExit(f"{file}: sees several observations at once (a Dict); a card describes one image or one line")
    if any(name.startswith("lstm") for name in state):
        raise SystemExit(f"{file}: is recurrent, which is unsupported; {convert_instead}")
    if data.get("use_sde") is True:
        raise SystemExit(f"{file}: was trained with use_sde, which is unsupported; {convert_instead}")
    extractor = class_name(arguments.get("features_extractor_class"))
    if extractor is not None and extractor not in IDENTITY:
        raise SystemExit(f"{file}: has a features extractor of its own ({extractor}); {convert_instead}")
    space = data.get("action_space")
    kind = class_name(space.get(":type:")) if isinstance(space, dict) else None
    if kind in ("MultiDiscrete", "MultiBinary"):
        raise SystemExit(f"{file}: answers several choices at once ({kind}); a card describes one list of actions")


def class_name(text: object) -> str | None:
    """<class 'torch.nn.modules.activation.ReLU'> -> ReLU"""
    found = re.search(r"(\w+)'>$", text) if isinstance(text, str) else None
    return found and found.group(1)


def box_of(space: object) -> tuple[list[float], list[float]] | None:
    if not isinstance(space, dict) or class_name(space.get(":type:")) != "Box":
        return None
    low, high = ([float(value) for value in re.findall(r"-?\d+\.?\d*(?:e[+-]?\d+)?", str(space.get(key, "")))]
                 for key in ("low", "high"))
    return (low, high) if len(low) == len(high) == 2 else None
