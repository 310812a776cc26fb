"""Reads a bag with rosbag's Python API, every message decoded, or copies it; prints milliseconds.

    bag_speed.py read BAG
    bag_speed.py write BAG COPY none|lz4   (the time of writing alone)
"""
import json
import sys
import time

import rosbag


def read(file):
    count = 0
    started = time.perf_counter()
    with rosbag.Bag(file) as bag:
        for _ in bag.read_messages():
            count += 1
    return time.perf_counter() - started, count


def write(source, target, compression):
    with rosbag.Bag(source) as bag:
        messages = list(bag.read_messages())
    started = time.perf_counter()
    with rosbag.Bag(target, 'w', compression=compression) as bag:
        for topic, message, stamp in messages:
            bag.write(topic, message, stamp)
    return time.perf_counter() - started, len(messages)


seconds, messages = globals()[sys.argv[1]](*sys.argv[2:])
print(json.dumps({'ms': 1000 * seconds, 'messages': messages}))
