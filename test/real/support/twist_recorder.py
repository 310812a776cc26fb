#!/usr/bin/python3
"""Prints every velocity command it receives: "twist WALL_SECONDS V W"."""
import sys
import time

import rospy
from geometry_msgs.msg import Twist


def on_command(message):
    print("twist %.4f %.6f %.6f" % (time.time(), message.linear.x, message.angular.z), flush=True)


rospy.init_node("twist_recorder", anonymous=True)
rospy.Subscriber(rospy.myargv()[1] if len(rospy.myargv()) > 1 else "/F1ROS/cmd_vel", Twist, on_command, tcp_nodelay=True)
print("ready", flush=True)
rospy.spin()
sys.exit(0)
