#!/bin/sh
# Gazebo without a screen, with a circuit and car of our own making: gazebo.sh [ARGUMENT:=VALUE...], more for
# gazebo.launch. CIRCUIT names the circuit (simple_circuit), WORLDS the folder for its files.
set -eu
circuit=${CIRCUIT:-simple_circuit}
worlds=${WORLDS:-$HOME/f1_gazebo}
f1-brain export-gazebo "$circuit" "$worlds"
exec roslaunch f1_brain gazebo.launch "folder:=$worlds" "circuit:=$circuit" gui:=false headless:=true "$@"
