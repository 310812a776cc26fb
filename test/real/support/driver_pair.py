#!/usr/bin/python3
"""A camera and whoever drives by it: publishes pictures whose red value is their number, and a while after each one
the command v = 5 + number / 10, w = number / 100. Waits for subscribers of both. Prints "sent N" at the end.
Usage: driver_pair.py COUNT [--rate HZ] [--answer SECONDS] [--compressed] [--bag FILE]"""
import argparse
import time

import numpy
import rosbag
import rospy
from geometry_msgs.msg import Twist
from sensor_msgs.msg import CompressedImage, Image

parser = argparse.ArgumentParser()
parser.add_argument("count", type=int)
parser.add_argument("--rate", type=float, default=4.0)
parser.add_argument("--answer", type=float, default=0.1)
parser.add_argument("--compressed", action="store_true")
parser.add_argument("--bag")
options = parser.parse_args(rospy.myargv()[1:])


def picture(number, stamp):
    pixels = numpy.zeros((480, 640, 3), numpy.uint8)
    pixels[:, :, 0] = number % 256
    pixels[:, 320:, 1] = 255
    if options.compressed:
        import cv2

        ok, data = cv2.imencode(".png", pixels[:, :, ::-1])
        assert ok
        message = CompressedImage(format="png", data=data.tobytes())
    else:
        message = Image(height=480, width=640, encoding="rgb8", step=1920, data=pixels.tobytes())
    message.header.stamp = stamp
    return message


def command(number):
    twist = Twist()
    twist.linear.x = 5 + number / 10
    twist.angular.z = number / 100
    return twist


def publish():
    rospy.init_node("driver_pair")
    topic = "/F1ROS/cameraL/image_raw" + ("/compressed" if options.compressed else "")
    kind = CompressedImage if options.compressed else Image
    camera = rospy.Publisher(topic, kind, queue_size=50, tcp_nodelay=True)
    commands = rospy.Publisher("/F1ROS/cmd_vel", Twist, queue_size=50, tcp_nodelay=True)
    print("ready", flush=True)
    while camera.get_num_connections() == 0 or commands.get_num_connections() == 0:
        time.sleep(0.02)
    rate = rospy.Rate(options.rate)
    for number in range(options.count):
        camera.publish(picture(number, rospy.Time.from_sec(100 + number / 20)))
        time.sleep(options.answer)
        commands.publish(command(number))
        rate.sleep()
    print("sent %d" % options.count, flush=True)
    time.sleep(0.5)


def write(file):
    topic = "/F1ROS/cameraL/image_raw" + ("/compressed" if options.compressed else "")
    with rosbag.Bag(file, "w", compression="lz4") as bag:
        for number in range(options.count):
            at = 1600000000 + number / 20
            bag.write(topic, picture(number, rospy.Time.from_sec(100 + number / 20)), rospy.Time.from_sec(at))
            bag.write("/F1ROS/cmd_vel", command(number), rospy.Time.from_sec(at + 0.004))
    print("sent %d" % options.count, flush=True)


if options.bag:
    write(options.bag)
else:
    publish()
