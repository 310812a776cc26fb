#!/bin/sh
# What the node's own record leaves out, into FOLDER (/out): record.sh [FOLDER]. The node records its drive; rosbag
# records what everybody said, from before the node's start until after its end: commands of other publishers, diagnostics
# and log lines. Without camera frames, which the node records where asked to (~record_images).
set -eu
folder=${1:-/out}
mkdir -p "$folder"
exec rosbag record --lz4 --output-prefix="$folder/all" --regex \
  '/clock|/tf|/rosout|/diagnostics|/gazebo/performance_metrics|/F1ROS/(odom|cmd_vel)|/f1_brain/(decision|metrics)' \
  __name:=recorder
