#!/usr/bin/python3
"""A camera: publishes pictures of a folder (or noise) at a rate until it is stopped, and prints "sent N"
every ten pictures. Usage: camera.py [--type std_msgs/String] [--rate HZ] [--frames FOLDER] [--name NAME]"""
import argparse
import glob
import os

import rospy
from sensor_msgs.msg import Image
from std_msgs.msg import String

parser = argparse.ArgumentParser()
parser.add_argument("--topic", default="/F1ROS/cameraL/image_raw")
parser.add_argument("--type", default="sensor_msgs/Image")
parser.add_argument("--rate", type=float, default=20.0)
parser.add_argument("--frames")
parser.add_argument("--name", default="camera")
options = parser.parse_args(rospy.myargv()[1:])

rospy.init_node(options.name)
if options.type == "std_msgs/String":
    publisher = rospy.Publisher(options.topic, String, queue_size=1)
    messages = [String(data="no picture")]
else:
    publisher = rospy.Publisher(options.topic, Image, queue_size=2, tcp_nodelay=True)
    if options.frames:
        import cv2

        files = sorted(glob.glob(os.path.join(options.frames, "*.png")))[:40]
        pictures = [cv2.cvtColor(cv2.imread(f), cv2.COLOR_BGR2RGB) for f in files]
    else:
        pictures = None
    raw = [p.tobytes() for p in pictures] if pictures else [os.urandom(640 * 480 * 3)]
    messages = [Image(height=480, width=640, encoding="rgb8", step=1920, data=data) for data in raw]
print("ready", flush=True)
rate = rospy.Rate(options.rate)
sent = 0
while not rospy.is_shutdown():
    message = messages[sent % len(messages)]
    if hasattr(message, "header"):
        message.header.stamp = rospy.Time.now()
    publisher.publish(message)
    sent += 1
    if sent % 10 == 0:
        print("sent %d" % sent, flush=True)
    try:
        rate.sleep()
    except rospy.ROSInterruptException:
        break
