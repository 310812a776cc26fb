#!/usr/bin/python3
"""Reads a bag with rosbag's own Python API and prints what it holds as one JSON object: messages by topic, the
JSON of /metadata and /experiment_metrics, the last odometry, the size of the first image, the last command."""
import json
import sys

import rosbag

found = {"messages": {}, "types": {}}
with rosbag.Bag(sys.argv[1]) as bag:
    for topic, message, _time in bag.read_messages():
        found["messages"][topic] = found["messages"].get(topic, 0) + 1
        found["types"][topic] = message._type
        if topic in ("/metadata", "/experiment_metrics"):
            found[topic] = json.loads(message.data)
        elif topic == "/F1ROS/odom":
            found["odometry"] = {
                "frame": message.header.frame_id,
                "x_m": message.pose.pose.position.x,
                "v_mps": message.twist.twist.linear.x,
            }
        elif topic == "/F1ROS/cmd_vel":
            found["command"] = [message.linear.x, message.angular.z]
        elif topic == "/first_image":
            found["first_image"] = [message.width, message.height, message.encoding, len(message.data)]
        elif topic == "/f1_brain/decision/json":
            decision = json.loads(message.data)
            found["decision"] = {"sequence": decision["frame_sequence"], "brain": decision["brain"]}
print(json.dumps(found))
