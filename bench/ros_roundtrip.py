#!/usr/bin/python3
"""Publishes camera frames from a rospy process and times the velocity commands that come back.

The frames are PNGs of a folder (needs OpenCV) or noise. The node answers frames in order, so the n-th command
belongs to the n-th frame unless some were lost. Prints one JSON object: frames sent and answered after the
warm-up, and milliseconds from publish() to the Twist's callback.
"""
import argparse
import glob
import json
import os
import threading
import time

import rospy
from geometry_msgs.msg import Twist
from sensor_msgs.msg import Image


def load_frames(folder, count):
    if folder is None:
        return [os.urandom(640 * 480 * 3) for _ in range(min(count, 8))], 640, 480
    import cv2

    pictures = [cv2.imread(path) for path in sorted(glob.glob(os.path.join(folder, "*.png")))[:count]]
    if not pictures:
        raise SystemExit("no PNG in %s" % folder)
    height, width = pictures[0].shape[:2]
    return [cv2.cvtColor(p, cv2.COLOR_BGR2RGB).tobytes() for p in pictures], width, height


def percentile(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else None


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rate", type=float, default=20.0, help="frames a second")
    parser.add_argument("--count", type=int, default=400, help="frames after the warm-up")
    parser.add_argument("--warmup", type=int, default=40, help="frames before it")
    parser.add_argument("--frames", help="folder with PNGs; noise without it")
    parser.add_argument("--camera", default="/F1ROS/cameraL/image_raw")
    parser.add_argument("--cmd-vel", default="/F1ROS/cmd_vel")
    parser.add_argument("--timeout", type=float, default=30.0, help="seconds to wait for the node")
    options = parser.parse_args(rospy.myargv()[1:])

    frames, width, height = load_frames(options.frames, 64)
    rospy.init_node("ros_roundtrip", anonymous=True, disable_signals=True)
    publisher = rospy.Publisher(options.camera, Image, queue_size=10, tcp_nodelay=True)
    answers = []
    arrived = threading.Condition()

    def on_command(command):
        now = time.perf_counter()
        if command.linear.x == 0.0 and command.angular.z == 0.0:
            return  # The watchdog's, which answers no frame.
        with arrived:
            answers.append(now)
            arrived.notify()

    subscriber = rospy.Subscriber(options.cmd_vel, Twist, on_command, tcp_nodelay=True)
    patience = time.monotonic() + options.timeout
    while publisher.get_num_connections() == 0 or subscriber.get_num_connections() == 0:
        if time.monotonic() > patience:
            raise SystemExit("no node answers on %s and %s" % (options.camera, options.cmd_vel))
        time.sleep(0.05)

    message = Image(height=height, width=width, encoding="rgb8", step=width * 3)
    message.header.frame_id = "camera_top_body_left"
    period = 1.0 / options.rate

    def publish(count):
        """Publishes at the rate, whether answers come or not. Returns the times of publishing."""
        sent = []
        due = time.perf_counter()
        for index in range(count):
            pause = due - time.perf_counter()
            if pause > 0:
                time.sleep(pause)
            due = max(due + period, time.perf_counter())
            message.data = frames[index % len(frames)]
            message.header.stamp = rospy.Time.from_sec((index + 1) / options.rate)
            sent.append(time.perf_counter())
            publisher.publish(message)
        return sent

    publish(options.warmup)
    time.sleep(0.3)
    with arrived:
        answers.clear()
    sent = publish(options.count)
    with arrived:
        arrived.wait_for(lambda: len(answers) >= len(sent), timeout=0.4)
        received = list(answers)
    lost = max(0, len(sent) - len(received))
    if lost == 0:
        times_ms = [1000.0 * (answer - at) for at, answer in zip(sent, received)]
    else:
        # Which frames went unanswered is not known: each answer is taken for that of the frame before it.
        times_ms = [1000.0 * (answer - max(at for at in sent if at < answer)) for answer in received]
    if len(received) > len(sent) or min(times_ms, default=0.0) < 0.0:
        raise SystemExit("more commands on %s than frames: does another node drive?" % options.cmd_vel)

    print(
        json.dumps(
            {
                "rate_hz": options.rate,
                "sent": options.count,
                "answered": len(sent) - lost,
                "lost": lost,
                "round_trip_ms": {
                    "p50": percentile(times_ms, 0.5),
                    "p90": percentile(times_ms, 0.9),
                    "p99": percentile(times_ms, 0.99),
                    "max": max(times_ms) if times_ms else None,
                },
            }
        )
    )
    rospy.signal_shutdown("done")


if __name__ == "__main__":
    main()
