"""slim_pilotnet for cars with other cameras: one network for the F1 car's camera, 0.1 m above the road, and for that of
the car with several, 0.3 m above it. It looks at rows 234..329 in half the height, so that both show the road from 1 m
ahead to the horizon. Which camera it sees through it learns from the frame: the line's width in a row tells its height."""
from dataclasses import replace

from networks.slim_pilotnet import NETWORK as SLIM

NETWORK = replace(SLIM, name="slim_pilotnet_mounts", view="mounts", mounts=("f1", "multicamera"))
