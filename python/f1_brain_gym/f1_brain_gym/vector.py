"""Many cars side by side, in one process of f1-brain."""
import numpy as np

from .env import MOST_SEED, action_space, command_of, info_of, observation_space
from .spaces import METADATA, VectorEnv, batch_space
from .worlds import F1BrainError, Worlds


class F1BrainVectorEnv(VectorEnv):
    """N worlds; the step after the end of an episode begins the next one (autoreset mode NEXT_STEP)."""

    metadata = {**METADATA, "render_modes": []}

    def __init__(self, num_envs, reward=None, copy=True, **options):
        """@param copy False for observations in shared memory, which the next call overwrites"""
        self.num_envs = num_envs
        self.render_mode = None
        self._reward = reward if callable(reward) else None
        self._copy = copy
        self._worlds = Worlds(num_envs, reward=None if callable(reward) else reward, **options)
        self.single_observation_space = observation_space(self._worlds)
        self.single_action_space = action_space()
        self.observation_space = batch_space(self.single_observation_space, num_envs)
        self.action_space = batch_space(self.single_action_space, num_envs)
        self._seeds = [np.random.default_rng() for _ in range(num_envs)]
        self._ended = None

    def reset(self, *, seed=None, options=None):
        """@param seed of the first world, which the others count on from; or a list of one for each"""
        if seed is not None:
            seeds = [seed + i for i in range(self.num_envs)] if np.isscalar(seed) else seed
            self._seeds = [np.random.default_rng(each) for each in seeds]
        answers = self._worlds.exchange([self._next_seed(i) for i in range(self.num_envs)])
        self._ended = np.zeros(self.num_envs, bool)
        return self._observations(), batch_infos([answer["info"] for answer in answers])

    def step(self, actions):
        if self._ended is None:
            raise F1BrainError("call reset() before step()")
        if len(actions) != self.num_envs:
            raise F1BrainError(f"step() takes {self.num_envs} actions, one for each world; found {len(actions)}")
        answers = self._worlds.exchange([
            self._next_seed(i) if self._ended[i] else command_of(action) for i, action in enumerate(actions)
        ])
        rewards = np.zeros(self.num_envs)
        infos = []
        for i, answer in enumerate(answers):
            reward, info = (0.0, answer["info"]) if self._ended[i] else info_of(answer, self._reward)
            rewards[i] = reward
            infos.append(info)
        terminated = np.array([answer.get("terminated", False) for answer in answers])
        truncated = np.array([answer.get("truncated", False) for answer in answers])
        self._ended = terminated | truncated
        return self._observations(), rewards, terminated, truncated, batch_infos(infos)

    def close(self, **_):
        self._worlds.close()

    def _next_seed(self, world):
        return {"seed": int(self._seeds[world].integers(MOST_SEED))}

    def _observations(self):
        seen = self._worlds.observations
        return seen.copy() if self._copy else seen


def batch_infos(infos):
    """A dictionary of arrays, each with a mask `_key` of the worlds that have it, as Gymnasium does it."""
    everywhere = np.ones(len(infos), bool)
    batched = {}
    for key in infos[0]:
        values = [info[key] for info in infos]
        is_number = all(isinstance(value, (int, float)) for value in values)
        batched[key] = np.array(values, np.float64 if is_number else object)
        batched[f"_{key}"] = everywhere
    return batched
