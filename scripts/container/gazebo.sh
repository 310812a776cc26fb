#!/bin/sh
# Gazebo without a screen, with a circuit and car of our own making: gazebo.sh [ARGUMENT:=VALUE...], more for
# gazebo.launch. CIRCUIT names the circuit (simple_circuit). Gazebo 11 draws its camera through an X server, so a virtual
# one stands in; Mesa draws on the CPU.
set -eu
circuit=${CIRCUIT:-simple_circuit}
worlds=${WORLDS:-$HOME/worlds}
f1-brain export-gazebo "$circuit" "$worlds"
export DISPLAY="${DISPLAY:-:99}"
Xvfb "$DISPLAY" -screen 0 1280x1024x24 -nolisten tcp >/dev/null 2>&1 &
exec roslaunch --wait f1_brain gazebo.launch \
  "world:=$worlds/$circuit.world" gui:=false headless:=true "$@"
