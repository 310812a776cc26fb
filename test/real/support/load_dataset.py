#!/usr/bin/python3
"""Reads a dataset as DeepLearningStudio does: pictures sorted by their numbers, labels by the names of the columns,
paired in their order. Prints JSON: the size of the pictures, and of each its label and two of its pixels."""
import csv
import glob
import json
import os
import sys

import cv2

folder = sys.argv[1]
pictures = [name for name in glob.glob(os.path.join(folder, "*")) if not name.endswith("data.csv")]
pictures.sort(key=lambda name: int(os.path.basename(name).split(".png")[0]))
with open(os.path.join(folder, "data.csv")) as file:
    labels = [(float(row["v"]), float(row["w"]), row["image_name"]) for row in csv.DictReader(file)]
assert len(pictures) == len(labels), (len(pictures), len(labels))
rows = []
for name, (v, w, image_name) in zip(pictures, labels):
    assert os.path.basename(name) == image_name, (name, image_name)
    picture = cv2.cvtColor(cv2.imread(name), cv2.COLOR_BGR2RGB)
    rows.append({"v": v, "w": w, "left": picture[240, 10].tolist(), "right": picture[240, 600].tolist()})
print(json.dumps({"shape": list(picture.shape), "rows": rows}))
