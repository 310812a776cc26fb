#!/usr/bin/python3
"""Prints size, encoding and how many pixels have each of the colours that are drawn, for two pictures of a topic.
Usage: picture.py TOPIC"""
import json
import sys

import numpy
import rospy
from sensor_msgs.msg import Image

rospy.init_node("picture", anonymous=True)
for _ in range(2):
    image = rospy.wait_for_message(rospy.myargv()[1], Image, 15)
    pixels = numpy.frombuffer(image.data, numpy.uint8).reshape(image.height, image.width, 3)

    def count(colour):
        return int((pixels == colour).all(axis=2).sum())

    print(
        json.dumps(
            {
                "width": image.width,
                "height": image.height,
                "encoding": image.encoding,
                "stamp_s": image.header.stamp.to_sec(),
                "line": count((0, 255, 255)),
                "way": count((255, 220, 0)),
                "mean": float(pixels.mean()),
            }
        ),
        flush=True,
    )
sys.exit(0)
