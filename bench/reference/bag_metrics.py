#!/usr/bin/env python3
"""BehaviorMetrics' figures of one recorded drive with rosbag's Python API, numpy and scipy: the yardstick
that `f1-brain metrics` is measured by, for speed and for agreement.

    python3 bench/reference/bag_metrics.py STATS.bag LAP.bag [--minimiser simplex|scipy]

Needs python3-rosbag, python3-numpy and python3-scipy. Prints JSON: the figures, and the seconds spent on
reading and on computing.

The search for the nearest place of the driven line is a Nelder-Mead simplex in one dimension. Called through
scipy.optimize.fmin (`--minimiser scipy`, with scipy.optimize.dual_annealing where the line is far away) it
takes a minute or two for ten minutes of driving, nearly all of it overhead of the calls. By default the same
steps are therefore done here on plain numbers: the fastest that was found without leaving Python.
"""
import argparse
import json
import math
import time

import numpy as np
import rosbag
from scipy.interpolate import CubicSpline
from scipy.optimize import dual_annealing, fmin, minimize_scalar

ODOMETRY = "/F1ROS/odom"
CLOCK = "/clock"
PASSED_M = 5.0


def read(path, topics):
    """Positions (n x 2) and whole seconds of the clock, as they come by record time."""
    positions, seconds = [], []
    with rosbag.Bag(path) as bag:
        for topic, message, _ in bag.read_messages(topics=topics):
            if topic == CLOCK:
                seconds.append(message.clock.secs)
            else:
                position = message.pose.pose.position
                positions.append((position.x, position.y))
    return np.array(positions).reshape(-1, 2), np.array(seconds)


def steps(points):
    return np.sqrt((np.diff(points, axis=0) ** 2).sum(axis=1))


def diameter(lap):
    """Length up to the first point after the hundredth that is within 1 m of the start."""
    near = np.flatnonzero(np.sqrt(((lap[101:] - lap[0]) ** 2).sum(axis=1)) <= 1.0)
    end = 101 + near[0] if len(near) else len(lap) - 1
    return float(steps(lap[: end + 1]).sum())


def count_in_order(driven, lap, start, sign):
    """Points of the lap passed one after the other, and the pose at which they were a whole lap."""
    points, poses = lap.tolist(), driven.tolist()
    size = len(points)
    at = (start + 1) % size if sign > 0 else start - 1
    passed, closed = 1, 0
    for pose in range(1, len(poses)):
        x, y = poses[pose]
        while math.sqrt((points[at][0] - x) ** 2 + (points[at][1] - y) ** 2) < PASSED_M:
            passed += 1
            at += sign
            if passed == size:
                closed = pose
            if sign > 0 and at >= size:
                at = 0
            elif sign < 0 and at <= 0:
                at = size - 1
    return passed, closed


class Line:
    """The natural cubic spline through the driven positions, by their number."""

    def __init__(self, driven):
        number = np.arange(len(driven))
        self.x = CubicSpline(number, driven[:, 0], bc_type="natural")
        self.y = CubicSpline(number, driven[:, 1], bc_type="natural")
        self.last = len(driven) - 1
        # Plain numbers are read several times faster than single elements of an array.
        self.cubics = list(zip(*self.x.c.tolist(), *self.y.c.tolist()))

    def distance(self, t, x, y):
        piece = min(max(int(t), 0), self.last - 1)
        u = t - piece
        a, b, c, d, e, f, g, h = self.cubics[piece]
        return math.hypot(((a * u + b) * u + c) * u + d - x, ((e * u + f) * u + g) * u + h - y)

    def distances(self, t, x, y):
        return np.sqrt((self.x(t) - x) ** 2 + (self.y(t) - y) ** 2)


def simplex(line, x, y, start):
    """What scipy.optimize.fmin finds in one dimension."""
    best, other = start, 1.05 * start if start != 0 else 0.00025
    low, high = line.distance(best, x, y), line.distance(other, x, y)
    for _ in range(199):
        if high < low:
            best, other, low, high = other, best, high, low
        if abs(other - best) <= 1e-4 and high - low <= 1e-4:
            break
        reflected = 2 * best - other
        value = line.distance(reflected, x, y)
        if value < low:
            expanded = 3 * best - 2 * other
            further = line.distance(expanded, x, y)
            other, high = (expanded, further) if further < value else (reflected, value)
            continue
        outside = value < high
        contracted = 1.5 * best - 0.5 * other if outside else 0.5 * (best + other)
        inner = line.distance(contracted, x, y)
        if inner <= value if outside else inner < high:
            other, high = contracted, inner
        else:
            other = best + 0.5 * (other - best)
            high = line.distance(other, x, y)
    return other if high < low else best


def nearest_within(line, x, y, start, end):
    """The nearest place between two: eight samples a pose, then the nearest of them refined."""
    samples = np.linspace(start, end, 8 * 100 + 1)
    distances = line.distances(samples, x, y)
    # Of equally near places (a car that stands) the last.
    i = len(samples) - 1 - int(np.argmin(distances[::-1]))
    bounds = (samples[max(0, i - 1)], samples[min(len(samples) - 1, i + 1)])
    found = minimize_scalar(
        lambda t: line.distance(t, x, y), bounds=bounds, method="bounded", options={"xatol": 1e-9}
    )
    return float(found.x) if found.fun < distances[i] else float(samples[i])


class OwnSearch:
    near = staticmethod(simplex)
    within = staticmethod(nearest_within)


class ScipySearch:
    @staticmethod
    def near(line, x, y, start):
        return fmin(lambda t: line.distances(t, x, y), np.array([start]), disp=False)[0]

    @staticmethod
    def within(line, x, y, start, end):
        return dual_annealing(lambda t: line.distances(t, x, y), bounds=[(start, end)], seed=1).x[0]


def deviation(driven, lap, start, search):
    """Sum over the points of the lap of 1000 to the power of their distance, and how many there were."""
    line = Line(driven)
    points = np.roll(lap, -start, axis=0).tolist()
    total, samples, previous, same = 0.0, 0, 0.0, 0
    while True:
        x, y = points[samples % len(points)]
        t = search.near(line, x, y, previous)
        distance = line.distance(t, x, y)
        if distance > 1 or samples % len(points) < 3:
            t = search.within(line, x, y, previous, previous + 100)
            distance = line.distance(t, x, y)
        if t > line.last - 1:
            return total, samples
        same = same + 1 if abs(t - previous) < 0.01 else 0
        if same > 3:
            return total, samples
        previous = t
        total += 1000.0**distance
        samples += 1


def figures(driven, seconds, lap, search):
    elapsed = int(seconds[-1] - seconds[0])
    way = float(steps(driven).sum())
    start = int(np.argmin(((lap - driven[0]) ** 2).sum(axis=1)))
    forward, closed_forward = count_in_order(driven, lap, start, 1)
    reverse, closed_reverse = count_in_order(driven, lap, start, -1)
    total, samples = deviation(driven, lap, start, search)
    found = {
        "completed_distance": way,
        "average_speed": way / elapsed,
        "percentage_completed": 100 * max(forward, reverse) / len(lap),
        "position_deviation_mae": total / samples,
        "position_deviation_total_err": total,
        "experiment_total_simulated_time": elapsed,
    }
    if found["percentage_completed"] > 100:
        closed = closed_reverse or closed_forward
        found["lap_seconds"] = int(seconds[int(len(seconds) * (closed / len(driven)))] - seconds[0])
        found["circuit_diameter"] = diameter(lap)
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("stats")
    parser.add_argument("lap", nargs="?")
    parser.add_argument("--perfect-lap", help="the same, as f1-brain metrics wants it")
    parser.add_argument("--minimiser", choices=["simplex", "scipy"], default="simplex")
    arguments = parser.parse_args()
    lap_bag = arguments.lap or arguments.perfect_lap
    if lap_bag is None:
        parser.error("which LAP.bag?")
    begin = time.perf_counter()
    lap, _ = read(lap_bag, [ODOMETRY])
    driven, seconds = read(arguments.stats, [ODOMETRY, CLOCK])
    read_all = time.perf_counter()
    found = figures(driven, seconds, lap, ScipySearch if arguments.minimiser == "scipy" else OwnSearch)
    done = time.perf_counter()
    print(
        json.dumps(
            {
                "figures": found,
                "seconds": {"reading": read_all - begin, "computing": done - read_all, "all": done - begin},
                "messages": {"odometry": len(driven), "clock": len(seconds), "lap": len(lap)},
            }
        )
    )


if __name__ == "__main__":
    main()
