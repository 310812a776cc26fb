#!/usr/bin/env python3
"""Steps per second of the Gymnasium environment: worlds in steps, each with an image, in one or more processes.

    python3 bench/gym_steps.py                # prints a table
    python3 bench/gym_steps.py --processes 2  # as many vector environments at once

`per core` divides by the processor time that f1-brain and Python used: on a busy machine it says what an idle one would give.
"""
import argparse
import concurrent.futures
import os
import pathlib
import sys
import time

import numpy as np

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "python" / "f1_brain_gym"))

from f1_brain_gym import F1BrainVectorEnv  # noqa: E402

SIZES = [(160, 120), (640, 480)]
WARM_UP_STEPS = 20
COMMAND = ["node", str(ROOT / "dist" / "cli" / "main.js")]


def follow(infos):
    """Actions that keep the cars on the line."""
    w = -6 * infos["heading_error_rad"] - 2 * infos["deviation_m"]
    return np.stack([np.full_like(w, 8), w.clip(-3, 3)], axis=1)


def used_s(child):
    """@return processor time of Python and of a child so far"""
    fields = pathlib.Path(f"/proc/{child}/stat").read_text().rsplit(")", 1)[1].split()
    return time.process_time() + (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def drive(size, colour, worlds, seconds):
    """@return steps, seconds on the clock and on the processors"""
    envs = F1BrainVectorEnv(worlds, size=size, colour=colour, copy=False, command=COMMAND)
    _, infos = envs.reset(seed=1)
    for _ in range(WARM_UP_STEPS):
        _, _, _, _, infos = envs.step(follow(infos))
    process = envs._worlds._process.pid
    before_s = used_s(process)
    begin_s = time.perf_counter()
    steps = 0
    while time.perf_counter() - begin_s < seconds:
        _, _, _, _, infos = envs.step(follow(infos))
        steps += worlds
    elapsed_s = time.perf_counter() - begin_s
    cpu_s = used_s(process) - before_s
    envs.close()
    return steps, elapsed_s, cpu_s


def main():
    parser = argparse.ArgumentParser(description="Times steps of the Gymnasium environment.")
    parser.add_argument("--worlds", type=int, default=16, help="worlds in each process (16)")
    parser.add_argument("--processes", type=int, default=1, help="processes at once (1)")
    parser.add_argument("--seconds", type=float, default=10, help="for each size and colour (10)")
    options = parser.parse_args()
    print("| images | processes | steps/s | steps/s per core |\n| --- | --- | --- | --- |")
    for size in SIZES:
        for colour in ("rgb", "grey"):
            with concurrent.futures.ProcessPoolExecutor(options.processes) as pool:
                runs = [
                    pool.submit(drive, size, colour, options.worlds, options.seconds)
                    for _ in range(options.processes)
                ]
                results = [run.result() for run in runs]
            rate = sum(steps / elapsed_s for steps, elapsed_s, _ in results)
            per_core = sum(steps for steps, _, _ in results) / sum(cpu_s for _, _, cpu_s in results)
            name = f"{size[0]}x{size[1]} {colour}"
            print(f"| {name} | {options.processes} | {rate:,.0f} | {per_core:,.0f} |", flush=True)


if __name__ == "__main__":
    main()
