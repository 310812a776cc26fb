"""roslaunch's own check of launch files (what roslaunch-check runs): prints one line a problem."""
import sys

from roslaunch.rlutil import check_roslaunch

for file in sys.argv[1:]:
    problem = check_roslaunch(file)
    if problem:
        print("%s: %s" % (file, problem))
