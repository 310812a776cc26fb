#!/usr/bin/env python3
"""Writes what OpenCV's INTER_LINEAR makes of made-up pictures, for the test of our own resize.

    python3 bench/reference/opencv_golden.py            # writes test/drive/tensor/golden/opencv-bilinear.json

A picture is not stored but described, so that the test can make it again byte for byte
(rows top to bottom, pixels left to right, channels in order, i = index of the byte):

    noise     x = seed; for each byte: x = (x * 1664525 + 1013904223) mod 2^32, byte = x >> 24
    gradient  byte = (3 * column + 5 * row + 40 * channel + seed) mod 256, changing to
              255 minus that right of the middle column (a hard edge in a smooth picture)

Each case: crop rows top..bottom-1 and columns left..right-1, then cv2.resize(..., INTER_LINEAR)
on uint8 pictures. `output_base64` holds the result's bytes, height x width x channels.
"""
import base64
import json
import pathlib
import sys

import cv2
import numpy as np

ROOT = pathlib.Path(__file__).resolve().parents[2]
TARGET = ROOT / "test" / "drive" / "tensor" / "golden" / "opencv-bilinear.json"

# name, pattern, seed, (width, height, channels), (top, bottom, left, right), (out width, out height)
CASES = [
    ("camera picture to PilotNet", "noise", 1, (640, 480, 3), (240, 480, 0, 640), (200, 66)),
    ("camera picture with hard edge", "gradient", 7, (640, 480, 3), (240, 480, 0, 640), (200, 66)),
    ("camera picture to 100x50", "noise", 2, (640, 480, 3), (240, 480, 0, 640), (100, 50)),
    ("small camera", "noise", 3, (320, 240, 3), (120, 240, 0, 320), (100, 33)),
    ("odd sizes", "noise", 4, (161, 97, 3), (13, 90, 5, 158), (53, 31)),
    ("larger output", "noise", 5, (23, 17, 3), (0, 17, 0, 23), (61, 40)),
    ("larger one way, smaller the other", "noise", 6, (90, 20, 3), (2, 19, 0, 90), (31, 44)),
    ("same size", "noise", 8, (40, 30, 3), (10, 30, 0, 40), (40, 20)),
    ("exactly half", "noise", 9, (64, 48, 3), (0, 48, 0, 64), (32, 24)),
    ("one channel", "noise", 10, (77, 55, 1), (11, 55, 0, 77), (29, 19)),
    ("one pixel", "noise", 11, (1, 1, 3), (0, 1, 0, 1), (5, 4)),
]


def noise(seed: int, count: int) -> np.ndarray:
    out = np.empty(count, np.uint8)
    x = seed
    for i in range(count):
        x = (x * 1664525 + 1013904223) & 0xFFFFFFFF
        out[i] = x >> 24
    return out


def picture(pattern: str, seed: int, width: int, height: int, channels: int) -> np.ndarray:
    if pattern == "noise":
        return noise(seed, width * height * channels).reshape(height, width, channels)
    row, column, channel = np.indices((height, width, channels))
    value = (3 * column + 5 * row + 40 * channel + seed) % 256
    return np.where(column > width // 2, 255 - value, value).astype(np.uint8)


def main() -> None:
    cv2.setNumThreads(1)
    cases = []
    for name, pattern, seed, (width, height, channels), crop, (out_width, out_height) in CASES:
        top, bottom, left, right = crop
        source = picture(pattern, seed, width, height, channels)[top:bottom, left:right]
        output = cv2.resize(np.ascontiguousarray(source), (out_width, out_height), interpolation=cv2.INTER_LINEAR)
        cases.append({
            "name": name, "pattern": pattern, "seed": seed,
            "width": width, "height": height, "channels": channels,
            "crop": {"top": top, "bottom": bottom, "left": left, "right": right},
            "output": {"width": out_width, "height": out_height},
            "output_base64": base64.b64encode(output.tobytes()).decode(),
        })
    target = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else TARGET
    target.parent.mkdir(parents=True, exist_ok=True)
    document = {
        "made_by": f"python3 bench/reference/opencv_golden.py, OpenCV {cv2.__version__}, numpy {np.__version__}",
        "cases": cases,
    }
    target.write_text(json.dumps(document, indent=1) + "\n")
    print(f"{target}: {len(cases)} cases, {target.stat().st_size} bytes")


if __name__ == "__main__":
    main()
