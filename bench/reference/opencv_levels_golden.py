#!/usr/bin/env python3
"""Writes what OpenCV makes of made-up pictures as grey levels and as masks of a colour, for the test of our own.

    python3 bench/reference/opencv_levels_golden.py     # writes test/drive/tensor/golden/opencv-levels.json

The pictures are those of opencv_golden.py, in RGB. Each case: crop rows top..bottom-1, then cvtColor to grey, or to HSV and
inRange (a hue that ends below its beginning goes through red), then cv2.resize(..., INTER_LINEAR).
"""
import base64
import json
import pathlib
import sys

import cv2
import numpy as np

from opencv_golden import ROOT, picture

TARGET = ROOT / "test" / "drive" / "tensor" / "golden" / "opencv-levels.json"

RED = {"hue": [170, 10], "saturation": [60, 255], "value": [60, 255]}
GREEN = {"hue": [40, 90], "saturation": [100, 250], "value": [30, 220]}

# name, pattern, seed, (width, height), (top, bottom), (out width, out height), colour or None for grey
CASES = [
    ("grey, 32x32 of a camera image", "noise", 1, (640, 480), (240, 480), (32, 32), None),
    ("grey, as it is", "noise", 2, (61, 47), (3, 47), (61, 44), None),
    ("grey, larger", "gradient", 3, (40, 30), (0, 30), (64, 50), None),
    ("red, 32x32 of a camera image", "noise", 4, (640, 480), (240, 480), (32, 32), RED),
    ("red, as it is", "noise", 5, (97, 60), (10, 60), (97, 50), RED),
    ("green, smaller", "gradient", 6, (161, 97), (13, 90), (53, 31), GREEN),
]


def mask_of(image: np.ndarray, colour: dict) -> np.ndarray:
    hsv = cv2.cvtColor(image, cv2.COLOR_RGB2HSV)
    low, high = colour["hue"]
    hues = [(low, high)] if low <= high else [(low, 179), (0, high)]
    mask = np.zeros(image.shape[:2], np.uint8)
    for first, last in hues:
        lower, upper = zip((first, last), colour["saturation"], colour["value"])
        mask |= cv2.inRange(hsv, lower, upper)
    return mask


def main() -> None:
    cv2.setNumThreads(1)
    cases = []
    for name, pattern, seed, (width, height), (top, bottom), size, colour in CASES:
        source = np.ascontiguousarray(picture(pattern, seed, width, height, 3)[top:bottom])
        levels = cv2.cvtColor(source, cv2.COLOR_RGB2GRAY) if colour is None else mask_of(source, colour)
        output = cv2.resize(levels, size, interpolation=cv2.INTER_LINEAR)
        cases.append({
            "name": name, "pattern": pattern, "seed": seed, "width": width, "height": height,
            "crop": {"top": top, "bottom": bottom}, "output": {"width": size[0], "height": size[1]},
            "colour": colour, "output_base64": base64.b64encode(output.tobytes()).decode(),
        })
    target = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else TARGET
    made_by = f"python3 bench/reference/opencv_levels_golden.py, OpenCV {cv2.__version__}, numpy {np.__version__}"
    target.write_text(json.dumps({"made_by": made_by, "cases": cases}, indent=1) + "\n")
    print(f"{target}: {len(cases)} cases, {target.stat().st_size} bytes")


if __name__ == "__main__":
    main()
