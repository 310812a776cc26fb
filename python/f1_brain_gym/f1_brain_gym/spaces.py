"""Gymnasium's classes, or the little of them that is needed where Gymnasium is not installed."""
try:
    from gymnasium import Env
    from gymnasium.spaces import Box
    from gymnasium.vector import AutoresetMode, VectorEnv
    from gymnasium.vector.utils import batch_space

    METADATA = {"autoreset_mode": AutoresetMode.NEXT_STEP}
except ImportError:
    import numpy as np

    METADATA = {"autoreset_mode": "NextStep"}

    class Env:
        """Stands in for gymnasium.Env."""

        metadata: dict = {}
        render_mode = None

        @property
        def unwrapped(self):
            return self

    class VectorEnv(Env):
        """Stands in for gymnasium.vector.VectorEnv."""

    class Box:
        """Stands in for gymnasium.spaces.Box."""

        def __init__(self, low, high, shape=None, dtype=np.float32):
            self.dtype = np.dtype(dtype)
            self.shape = tuple(np.shape(low) if shape is None else shape)
            self.low = np.broadcast_to(np.asarray(low, self.dtype), self.shape)
            self.high = np.broadcast_to(np.asarray(high, self.dtype), self.shape)
            self._random = np.random.default_rng()

        def seed(self, seed=None):
            self._random = np.random.default_rng(seed)

        def sample(self):
            if self.dtype.kind == "u":
                return self._random.integers(self.low, self.high, dtype=self.dtype, endpoint=True)
            return self._random.uniform(self.low, self.high).astype(self.dtype)

        def contains(self, value):
            fits = isinstance(value, np.ndarray) and value.shape == self.shape and value.dtype == self.dtype
            return bool(fits and np.all(value >= self.low) and np.all(value <= self.high))

        def __contains__(self, value):
            return self.contains(value)

    def batch_space(space, n):
        shape = (n, *space.shape)
        return Box(np.broadcast_to(space.low, shape), np.broadcast_to(space.high, shape), dtype=space.dtype)
