"""What ROS' own bag API makes of a bag, and the other way round."""
import bz2
import hashlib
import json
import sys

import rosbag
import roslz4


def dump(file):
    """One JSON line a message: topic, type, seconds, nanoseconds, checksum of its bytes."""
    with rosbag.Bag(file) as bag:
        for topic, message, time in bag.read_messages(raw=True):
            kind, data, md5sum, _, _ = message
            print(json.dumps([topic, kind, md5sum, time.secs, time.nsecs, hashlib.md5(data).hexdigest()]))


def decode(file, topic):
    """The messages of a topic, decoded by the definition in the bag."""
    with rosbag.Bag(file) as bag:
        for _, message, _ in bag.read_messages(topics=[topic]):
            print(json.dumps(str(message)))


def rewrite(source, target, compression, chunk_bytes):
    """Copies a bag message by message."""
    with rosbag.Bag(source) as bag, rosbag.Bag(
        target, 'w', compression=compression, chunk_threshold=int(chunk_bytes)
    ) as copy:
        for topic, message, time, header in bag.read_messages(raw=True, return_connection_header=True):
            copy.write(topic, message, time, raw=True, connection_header=header)


def compress(kind, *files):
    """Writes FILE.packed beside each file."""
    for file in files:
        with open(file, 'rb') as raw, open(file + '.packed', 'wb') as packed:
            packed.write(bz2.compress(raw.read()) if kind == 'bz2' else roslz4.compress(raw.read()))


def decompress_lz4(*files):
    """Writes FILE.raw beside each file."""
    for file in files:
        with open(file, 'rb') as packed, open(file + '.raw', 'wb') as raw:
            raw.write(roslz4.decompress(packed.read()))


if __name__ == '__main__':
    globals()[sys.argv[1]](*sys.argv[2:])
