#!/usr/bin/python3
"""Prints every pose of the car: "pose WALL_SECONDS X Y YAW V"."""
import math
import sys
import time

import rospy
from nav_msgs.msg import Odometry


def on_odometry(message):
    pose = message.pose.pose
    yaw = 2 * math.atan2(pose.orientation.z, pose.orientation.w)
    values = (time.time(), pose.position.x, pose.position.y, yaw, message.twist.twist.linear.x)
    print("pose %.4f %.6f %.6f %.6f %.6f" % values, flush=True)


rospy.init_node("pose_watcher", anonymous=True)
rospy.Subscriber("/F1ROS/odom", Odometry, on_odometry, tcp_nodelay=True)
print("ready", flush=True)
rospy.spin()
sys.exit(0)
