"""Gymnasium environments of f1-brain's built-in world: docs/gym.md."""
from .env import F1BrainEnv
from .vector import F1BrainVectorEnv
from .worlds import F1BrainError

__all__ = ["F1BrainEnv", "F1BrainError", "F1BrainVectorEnv"]
