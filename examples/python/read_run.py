#!/usr/bin/env python3
"""Reads the folder of a run with pandas: latency, commands, and the metrics of its bag.

    python3 examples/python/read_run.py out/RUN
"""

import json
import sys
from pathlib import Path

import pandas as pd


def read_decisions(run: Path) -> pd.DataFrame:
    """One row per decision, by simulated time. An empty cell is a missing value (NaN), never 0."""
    return pd.read_csv(run / "decisions.csv", index_col="simulated_s")


def read_metrics(run: Path) -> pd.Series:
    """Metrics of f1-brain with their units in the names; BehaviorMetrics' keys are at the top of the same file."""
    (file,) = run.glob("[0-9]*.json")
    return pd.Series(json.loads(file.read_text())["f1_brain"])


def main() -> None:
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    run = Path(sys.argv[1])
    decisions = read_decisions(run)
    metrics = read_metrics(run)

    print(metrics[["brain", "circuit", "completed", "lap_seconds", "position_deviation_mean_m"]].to_string())
    print()
    latency = decisions[["inference_ms", "step_ms", "sensor_to_actuator_ms"]]
    print(latency.describe(percentiles=[0.5, 0.95, 0.99]).round(3).to_string())
    print()
    print("commands, mean of each 5 s of simulated time:")
    print(decisions[["v_mps", "w_radps"]].groupby(decisions.index // 5 * 5).mean().round(2).to_string())


if __name__ == "__main__":
    main()
