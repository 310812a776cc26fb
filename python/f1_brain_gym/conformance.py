"""Checks the environments against Gymnasium's API, with Gymnasium's own `check_env` where it is installed.

    python3 python/f1_brain_gym/conformance.py [COMMAND...]     # COMMAND starts f1-brain, by default npx f1-brain
"""
import os
import sys
import tempfile

import numpy as np

from f1_brain_gym import F1BrainEnv, F1BrainError, F1BrainVectorEnv

COMMAND = sys.argv[1:] or None
CRUISE = np.array([5.0, 0.0], np.float32)
#: Sees where the line lies in three rows.
CARD = """contract:
  input:
    name: state
    type: float32
    shape: [1, 3]
    colour: {hue: [170, 10], saturation: [60, 255], value: [60, 255]}
    line: {rows: [260, 300, 400], scale: 0.003125}
"""


def make(**options):
    return F1BrainEnv(command=COMMAND, **options)


def drive(env, seed, steps=5):
    """@return observations, rewards and times of a drive straight on"""
    observation, info = env.reset(seed=seed)
    seen, rewards, times = [observation], [], [info["time_s"]]
    for _ in range(steps):
        observation, reward, terminated, truncated, info = env.step(CRUISE)
        assert observation in env.observation_space
        assert isinstance(reward, float) and isinstance(terminated, bool) and isinstance(truncated, bool)
        seen.append(observation)
        rewards.append(reward)
        times.append(info["time_s"])
    return np.stack(seen), rewards, times


def same(one, other):
    return np.array_equal(one[0], other[0]) and one[1:] == other[1:]


def check_single():
    env = make()
    refused(lambda: env.step(CRUISE), "call reset()")
    assert not os.path.exists(env._worlds._folder), "an environment that is killed would leave its images behind"
    assert env.observation_space.shape == (120, 160, 3) and env.observation_space.dtype == np.uint8
    assert env.action_space.shape == (2,) and env.action_space.sample() in env.action_space
    first = drive(env, seed=7)
    assert first[2] == [0, 0.05, 0.1, 0.15, 0.2, 0.25], first[2]
    assert same(first, drive(env, seed=7)), "the same seed gave another drive"
    assert not same(first, drive(env, seed=8)), "another seed gave the same drive"
    other = make()
    assert same(first, drive(other, seed=7)), "the same seed gave another drive in another process"
    following = [env.reset()[1]["x_m"] for _ in range(2)]
    assert following[0] != following[1], "reset() without a seed began the same episode again"
    other.close()
    env.close()
    refused(lambda: env.reset(), "closed")


def check_line_in_view():
    """Drives by the image alone: the line's place in it decides w."""
    env = make(start="grid", render_mode="rgb_array")
    observation, info = env.reset(seed=1)
    assert np.array_equal(env.render(), observation)
    for _ in range(100):
        rows = observation[66:76].astype(int)
        red = rows[..., 0] - rows[..., 1] > 60
        assert red.any(), f"no line is in view {info}"
        w = 0.04 * (79.5 - np.nonzero(red)[1].mean())
        observation, reward, terminated, truncated, info = env.step(np.array([5, w], np.float32))
        assert not terminated and not truncated, info
    assert 20 < info["distance_m"] < 26 and abs(info["deviation_m"]) < 0.5, info
    env.close()


def check_card():
    """Drives by what the network of a card sees."""
    with tempfile.NamedTemporaryFile("w", suffix=".yml") as card:
        card.write(CARD)
        card.flush()
        refused(lambda: make(card=card.name, colour="grey"), "--colour grey is of images")
        refused(lambda: make(card=card.name, render_mode="rgb_array"), "leave one of them out")
        envs = F1BrainVectorEnv(2, command=COMMAND, card=card.name, start="grid", direction="both")
    space = envs.single_observation_space
    assert space.shape == (3,) and space.dtype == np.float32 and np.isneginf(space.low).all()
    seen, _ = envs.reset(seed=1)
    for _ in range(100):
        actions = np.stack([np.full(2, 5), 6 * seen[:, 1]], 1)
        seen, _, terminated, truncated, infos = envs.step(actions)
        assert not (terminated | truncated).any(), infos
    assert (infos["distance_m"] > 20).all() and (np.abs(infos["deviation_m"]) < 0.5).all(), infos
    envs.close()


def check_endings():
    for options, end, is_terminated in [
        ({"max_deviation": 0.5}, "off_track", True),
        ({}, "wall", True),
        ({"ignore_walls": True, "max_deviation": 100, "timeout": 1}, "timeout", False),
    ]:
        env = make(start="grid", reward={"progress": 0, "deviation": 0, "failure": -3}, **options)
        env.reset(seed=1)
        for _ in range(100):
            _, reward, terminated, truncated, info = env.step(np.array([6, 3], np.float32))
            if terminated or truncated:
                break
            assert reward == 0 and info["end"] is None
        assert info["end"] == end and (terminated, truncated) == (is_terminated, not is_terminated), info
        assert reward == (-3 if is_terminated else 0)
        env.close()
    env = make(reward=lambda info: info["v_mps"], colour="grey", size=(80, 60))
    env.reset(seed=1)
    observation, reward, *_ = env.step(CRUISE)
    assert reward == 5 and observation.shape == (60, 80, 1) and observation.std() > 5
    env.close()


def check_vector():
    single = make()
    envs = F1BrainVectorEnv(3, command=COMMAND, timeout=0.15)
    observations, infos = envs.reset(seed=7)
    assert observations.shape == (3, 120, 160, 3) == envs.observation_space.shape and infos["_time_s"].all()
    for i in range(3):
        assert np.array_equal(observations[i], single.reset(seed=7 + i)[0]), "a world differs from the single one"
    actions = np.tile(CRUISE, (3, 1))
    ends = []
    for _ in range(5):
        before = observations
        observations, rewards, terminated, truncated, infos = envs.step(actions)
        assert rewards.shape == terminated.shape == truncated.shape == (3,) and not terminated.any()
        assert not np.shares_memory(before, observations)
        ends.append(truncated.all())
    # The third step times out, the next begins an episode.
    assert ends == [False, False, True, False, False] and infos["time_s"].tolist() == [0.05] * 3, (ends, infos)
    refused(lambda: envs.step(actions[:2]), "takes 3 actions")
    envs.close()
    single.close()


def check_refusals():
    refused(lambda: make(circuit="simple_cirkuit"), "did you mean")
    refused(lambda: make(size=(150, 120)), "--size 150x120")
    refused(lambda: make(card="/nowhere.card.yml"), "/nowhere.card.yml")
    refused(lambda: make(reward={"speed": 1}), "reward has no key 'speed'")
    refused(lambda: make(speed=1), "there is no option 'speed'")
    refused(lambda: F1BrainEnv(command=["/nowhere/f1-brain"]), "cannot be started")
    env = make()
    env.reset(seed=1)
    refused(lambda: env.step(np.array([np.nan, 0])), "v in m/s and w in rad/s")
    refused(lambda: env.step(np.zeros(3)), "an action is two numbers")
    env.step(CRUISE)
    env.close()


def refused(act, words):
    try:
        act()
    except F1BrainError as error:
        assert words in str(error) and "\n" not in str(error), error
    else:
        raise AssertionError(f"accepted, but should say: {words}")


def check_by_gymnasium():
    try:
        from gymnasium.utils.env_checker import check_env
    except ImportError:
        return "Gymnasium is not installed: check_env was left out"
    env = make()
    check_env(env, skip_render_check=True)
    env.close()
    return "check_env passed"


if __name__ == "__main__":
    checks = [check_single, check_line_in_view, check_card, check_endings, check_vector, check_refusals]
    for check in checks:
        check()
        print(f"{check.__name__} passed")
    print(check_by_gymnasium())
