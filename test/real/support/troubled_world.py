#!/usr/bin/python3
"""A simulator with troubles, step by step: publishes camera, odometry and clock. Each argument is a step of so many
seconds, e.g. "4" or "4,rate=40,size=320x240,encoding=bgr8,odom=0,clock=0"; what is left out is 20, 640x480, rgb8, 1, 1; rate 0
stalls the camera. Prints "step N WALL_SECONDS" as each begins, and goes on with the last one until it is stopped."""
import time

import numpy
import rospy
from nav_msgs.msg import Odometry
from rosgraph_msgs.msg import Clock
from sensor_msgs.msg import Image


def picture(size, encoding):
    """A road with its red line straight ahead."""
    width, height = (int(part) for part in size.split("x"))
    pixels = numpy.zeros((height, width, 3), numpy.uint8)
    pixels[: height // 2] = (140, 150, 190)
    pixels[height // 2 :] = (70, 65, 67)
    pixels[height // 2 :, width * 15 // 32 : width * 17 // 32] = (255, 60, 60)
    if encoding == "bgr8":
        pixels = pixels[:, :, ::-1]
    return Image(height=height, width=width, encoding=encoding, step=3 * width, data=pixels.tobytes())


def step_of(text):
    seconds, *settings = text.split(",")
    step = {"rate": "20", "size": "640x480", "encoding": "rgb8", "odom": "1", "clock": "1"}
    step.update(setting.split("=") for setting in settings)
    step["seconds"] = float(seconds)
    return step


steps = [step_of(text) for text in rospy.myargv()[1:]]
rospy.init_node("gazebo")
camera = rospy.Publisher("/F1ROS/cameraL/image_raw", Image, queue_size=2, tcp_nodelay=True)
odometry = rospy.Publisher("/F1ROS/odom", Odometry, queue_size=10, tcp_nodelay=True)
clock = rospy.Publisher("/clock", Clock, queue_size=10, tcp_nodelay=True)
while camera.get_num_connections() == 0 and not rospy.is_shutdown():
    time.sleep(0.05)
start = time.time()
frames = 0
for number, step in enumerate(steps):
    print("step %d %.4f" % (number, time.time()), flush=True)
    message = picture(step["size"], step["encoding"])
    end = float("inf") if number == len(steps) - 1 else time.time() + step["seconds"]
    tick = 0.01
    next_frame = time.time()
    turn = 0
    while time.time() < end and not rospy.is_shutdown():
        now = time.time()
        stamp = rospy.Time.from_sec(now - start)
        if step["clock"] == "1":
            clock.publish(Clock(clock=stamp))
        if step["odom"] == "1" and turn % 5 == 0:
            pose = Odometry()
            pose.header.stamp = stamp
            pose.pose.pose.orientation.w = 1
            pose.pose.pose.position.x = 5 * (now - start)
            pose.twist.twist.linear.x = 5
            odometry.publish(pose)
        if float(step["rate"]) > 0 and now >= next_frame:
            next_frame = max(next_frame + 1 / float(step["rate"]), now - 0.1)
            message.header.stamp = stamp
            camera.publish(message)
        turn += 1
        time.sleep(tick)
