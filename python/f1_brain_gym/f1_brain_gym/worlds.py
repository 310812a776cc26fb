"""The process of f1-brain that drives the worlds, and the memory that holds what they see."""
import json
import mmap
import os
import shutil
import subprocess
import tempfile

import numpy as np

REWARD_KEYS = ("progress", "deviation", "failure")
OPTIONS = (
    "card", "circuit", "direction", "start", "camera_rate", "latency", "max_deviation", "ignore_walls", "laps", "timeout",
)


class F1BrainError(RuntimeError):
    """f1-brain could not be started, has ended, or refused a request; the message is one line of its own."""


class Worlds:
    """N worlds in one process: `exchange` sends an action for each and returns what came of it."""

    def __init__(self, count, size=(160, 120), colour="rgb", reward=None, command=None, **options):
        width, height = size
        self.count = count
        self._process = None
        folder = "/dev/shm" if os.path.isdir("/dev/shm") else None
        self._folder = tempfile.mkdtemp(prefix="f1-brain-gym-", dir=folder)
        try:
            self._start(command, [
                *("--worlds", str(count), "--size", f"{width}x{height}", "--colour", colour),
                *reward_arguments(reward), *option_arguments(options),
            ])
        except BaseException:
            self.close()
            raise

    def exchange(self, actions):
        self._write({"actions": actions})
        return self._read()["worlds"]

    def close(self):
        if self._process is not None:
            self._process.stdin.close()
            self._process.wait()
            self._process.stdout.close()
            self._process.stderr.close()
            self._process = None
        shutil.rmtree(self._folder, ignore_errors=True)

    def _start(self, command, arguments):
        file = os.path.join(self._folder, "observations")
        started = [*(command or find_command()), "gym", "--observations", file, *arguments]
        try:
            self._process = subprocess.Popen(
                started, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, bufsize=1,
            )
        except OSError as error:
            raise F1BrainError(f"{started[0]} cannot be started ({error}); give command=[...]") from error
        ready = self._read()
        self.shape, self.dtype = tuple(ready["shape"]), np.dtype(ready["type"])
        with open(file, "rb") as opened:
            memory = mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ)
        # Both sides hold the memory by now; without a name it goes with them, however they end.
        shutil.rmtree(self._folder)
        self.observations = np.frombuffer(memory, self.dtype).reshape(self.count, *self.shape)

    def _write(self, request):
        if self._process is None:
            raise F1BrainError("the environment is closed")
        try:
            self._process.stdin.write(json.dumps(request) + "\n")
            self._process.stdin.flush()
        except BrokenPipeError as error:
            raise F1BrainError(self._why_it_ended()) from error

    def _read(self):
        line = self._process.stdout.readline()
        if line == "":
            raise F1BrainError(self._why_it_ended())
        answer = json.loads(line)
        if "error" in answer:
            raise F1BrainError(answer["error"])
        return answer

    def _why_it_ended(self):
        told = self._process.stderr.read().strip()
        return told or f"f1-brain has ended with code {self._process.wait()}"


def find_command():
    installed = shutil.which("f1-brain")
    return [installed] if installed else ["npx", "f1-brain"]


def reward_arguments(reward):
    weights = reward or {}
    unknown = [key for key in weights if key not in REWARD_KEYS]
    if unknown:
        raise F1BrainError(f"reward has no key {unknown[0]!r}; known are {', '.join(REWARD_KEYS)}")
    return [f"--reward-{key}={float(value)}" for key, value in weights.items()]


def option_arguments(options):
    unknown = [key for key in options if key not in OPTIONS]
    if unknown:
        raise F1BrainError(f"there is no option {unknown[0]!r}; known are {', '.join(OPTIONS)}")
    arguments = []
    for key, value in options.items():
        flag = f"--{key.replace('_', '-')}"
        if key == "ignore_walls":
            arguments += [flag] if value else []
        elif key == "circuit" and not isinstance(value, str):
            arguments += [flag, *value]
        else:
            arguments += [flag, str(value)]
    return arguments
