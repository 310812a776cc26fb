"""One car as a Gymnasium environment."""
import numpy as np

from .spaces import Box, Env
from .worlds import F1BrainError, Worlds

MOST_SEED = 2**32 - 1
#: What the F1 car does at most: v in m/s, w in rad/s.
ACTION_LOW = np.array([0.0, -7.1], np.float32)
ACTION_HIGH = np.array([24.0, 7.1], np.float32)


def action_space():
    return Box(ACTION_LOW, ACTION_HIGH, dtype=np.float32)


def observation_space(worlds):
    low, high = (0, 255) if worlds.dtype == np.uint8 else (-np.inf, np.inf)
    return Box(low, high, worlds.shape, worlds.dtype.type)


def command_of(action):
    values = np.asarray(action, np.float64).reshape(-1)
    if values.size != 2 or not np.isfinite(values).all():
        raise F1BrainError(f"an action is two numbers, v in m/s and w in rad/s; found {values.tolist()}")
    v, w = values
    return {"v": float(v), "w": float(w)}


def info_of(answer, reward):
    """@return reward and info of an answer; `reward` may compute it from the info"""
    info = answer["info"]
    return (answer["reward"] if reward is None else float(reward(info))), info


class F1BrainEnv(Env):
    """Drives the F1 car: `(v, w)` in, an image out, or what the network of a card sees.

    `docs/gym.md` says what the options do.
    """

    metadata = {"render_modes": ["rgb_array"], "render_fps": 20}

    def __init__(self, render_mode=None, reward=None, **options):
        """@param reward weights `{"progress", "deviation", "failure"}`, or a function from the info of a step"""
        if render_mode is not None and "card" in options:
            raise F1BrainError("render_mode shows the image, which is not observed with card: leave one of them out")
        self.render_mode = render_mode
        self._reward = reward if callable(reward) else None
        self._worlds = Worlds(1, reward=None if callable(reward) else reward, **options)
        self.observation_space = observation_space(self._worlds)
        self.action_space = action_space()
        self._seeds = np.random.default_rng()
        self._started = False

    def reset(self, *, seed=None, options=None):
        if seed is not None:
            self._seeds = np.random.default_rng(seed)
            # Gymnasium's own generator of an environment: wrappers use it.
            self._np_random, self._np_random_seed = np.random.default_rng(seed), seed
        (answer,) = self._worlds.exchange([{"seed": int(self._seeds.integers(MOST_SEED))}])
        self._started = True
        return self._observation(), answer["info"]

    def step(self, action):
        if not self._started:
            raise F1BrainError("call reset() before step()")
        (answer,) = self._worlds.exchange([command_of(action)])
        reward, info = info_of(answer, self._reward)
        return self._observation(), reward, answer["terminated"], answer["truncated"], info

    def render(self):
        if self.render_mode != "rgb_array":
            return None
        image = self._observation()
        return image if image.shape[2] == 3 else np.repeat(image, 3, axis=2)

    def close(self):
        self._worlds.close()

    def _observation(self):
        return self._worlds.observations[0].copy()
