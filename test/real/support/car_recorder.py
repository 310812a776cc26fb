#!/usr/bin/python3
"""Prints what a car is told and what it does: "twist WALL_SECONDS V W" for each command, "pose WALL_SECONDS X Y V" for
each odometry message. Usage: car_recorder.py [COMMAND_TOPIC]"""
import time

import rospy
from geometry_msgs.msg import Twist
from nav_msgs.msg import Odometry


def on_command(message):
    print("twist %.4f %.6f %.6f" % (time.time(), message.linear.x, message.angular.z), flush=True)


def on_odometry(message):
    position = message.pose.pose.position
    print("pose %.4f %.4f %.4f %.4f" % (time.time(), position.x, position.y, message.twist.twist.linear.x), flush=True)


rospy.init_node("car_recorder", anonymous=True)
topic = rospy.myargv()[1] if len(rospy.myargv()) > 1 else "/F1ROS/cmd_vel"
rospy.Subscriber(topic, Twist, on_command, tcp_nodelay=True)
rospy.Subscriber("/F1ROS/odom", Odometry, on_odometry, tcp_nodelay=True)
print("ready", flush=True)
rospy.spin()
