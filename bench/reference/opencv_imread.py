"""Makes encoded images of every kind that a dataset may hold, and the pixels that cv2.imread gives for each.

Needs Pillow and OpenCV; writes test/image/golden/opencv-imread.json (rgb8 pixels, files and pixels in base64). With
--check it reads the files again and prints those whose pixels have changed (needs OpenCV alone).
"""

import base64
import io
import json
import pathlib
import struct
import sys
import tempfile
import zlib

import cv2
import numpy as np

GOLDEN = pathlib.Path(__file__).parents[2] / "test" / "image" / "golden" / "opencv-imread.json"
WIDTH, HEIGHT = 13, 9
rng = np.random.default_rng(7)
rows, columns = np.mgrid[0:HEIGHT, 0:WIDTH]
RGB = np.stack([columns * 19 % 256, rows * 27 % 256, (columns * 7 + rows * 11) % 256], axis=2).astype(np.uint8)
GREY = RGB[:, :, 0]
ALPHA = rng.integers(0, 256, (HEIGHT, WIDTH), dtype=np.uint8)
WIDE = rng.integers(0, 65536, (HEIGHT, WIDTH, 4), dtype=np.uint16)


def chunk(kind, body):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(bits, colour, lines, extra=b""):
    """A PNG of unfiltered lines, for what Pillow does not write."""
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, bits, colour, 0, 0, 0)
    data = zlib.compress(b"".join(b"\0" + bytes(line) for line in lines))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + extra + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def saved(image, kind, **options):
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def oriented(number):
    exif = Image.Exif()
    exif[0x0112] = number
    return exif.tobytes()


def wide_gamut():
    """sRGB with red and green swapped: whoever applies it shows another image."""
    body = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    red, green = body.index(b"rXYZ", 128), body.index(b"gXYZ", 128)
    body[red : red + 4], body[green : green + 4] = b"gXYZ", b"rXYZ"
    return bytes(body)


def cases():
    colour, grey = Image.fromarray(RGB), Image.fromarray(GREY)
    yield "png rgb", saved(colour, "PNG")
    yield "png grey", saved(grey, "PNG")
    yield "png grey of 1 bit", saved(grey.point(lambda v: 255 * (v > 99)).convert("1"), "PNG")
    yield "png grey of 4 bits", png(4, 0, [[(v >> 4) << 4 | v >> 5 for v in line[::2]] for line in GREY])
    yield "png grey with alpha", saved(Image.fromarray(np.dstack([GREY, ALPHA]), "LA"), "PNG")
    yield "png rgb with alpha", saved(Image.fromarray(np.dstack([RGB, ALPHA])), "PNG")
    yield "png palette", saved(colour.quantize(16), "PNG")
    yield "png palette with transparency", saved(colour.quantize(16), "PNG", transparency=bytes(range(0, 160, 10)))
    yield "png rgb with a transparent colour", saved(colour, "PNG", transparency=(0, 0, 0))
    yield "png rgb of 16 bits", png(16, 2, WIDE[:, :, :3].astype(">u2").reshape(HEIGHT, -1).view(np.uint8))
    yield "png rgb with alpha of 16 bits", png(16, 6, WIDE.astype(">u2").reshape(HEIGHT, -1).view(np.uint8))
    yield "png grey of 16 bits", png(16, 0, WIDE[:, :, 0].astype(">u2").view(np.uint8))
    yield "png with gamma", png(8, 2, RGB.reshape(HEIGHT, -1), chunk(b"gAMA", struct.pack(">I", 100000)))
    yield "png with a colour profile", saved(colour, "PNG", icc_profile=wide_gamut())
    yield "png turned by its EXIF", saved(colour, "PNG", exif=oriented(6))
    best = {"quality": 95, "subsampling": 0}
    yield "jpeg", saved(colour, "JPEG", **best)
    yield "jpeg with subsampled colours", saved(colour, "JPEG", quality=75, subsampling=2)
    yield "jpeg progressive", saved(colour, "JPEG", progressive=True, **best)
    yield "jpeg grey", saved(grey, "JPEG", **best)
    yield "jpeg with a colour profile", saved(colour, "JPEG", icc_profile=wide_gamut(), **best)
    yield "jpeg grey turned by its EXIF", saved(grey, "JPEG", exif=oriented(3), **best)
    for number in range(1, 9):
        yield f"jpeg with EXIF orientation {number}", saved(colour, "JPEG", exif=oriented(number), **best)
    yield "jpeg with an impossible EXIF orientation", saved(colour, "JPEG", exif=oriented(9), **best)
    cmyk = Image.fromarray(np.dstack([RGB, ALPHA // 2]), "CMYK")
    yield "jpeg cmyk", saved(cmyk, "JPEG", **best)
    without = saved(cmyk, "JPEG", **best)
    at = without.index(b"\xff\xee")
    length = struct.unpack(">H", without[at + 2 : at + 4])[0]
    yield "jpeg cmyk without Adobe's mark", without[:at] + without[at + 2 + length :]
    ycck = bytearray(without)
    ycck[at + 2 + length - 1] = 2
    yield "jpeg ycck", bytes(ycck)


def read(data):
    with tempfile.NamedTemporaryFile() as file:
        file.write(data)
        file.flush()
        pixels = cv2.imread(file.name)
    return cv2.cvtColor(pixels, cv2.COLOR_BGR2RGB)


def entry(name, data):
    pixels = read(data)
    return {
        "name": name,
        "file": base64.b64encode(data).decode(),
        "width": pixels.shape[1],
        "height": pixels.shape[0],
        "rgb": base64.b64encode(pixels.tobytes()).decode(),
    }


if "--check" in sys.argv:
    known = json.loads(GOLDEN.read_text())["cases"]
    print(*(one["name"] for one in known if entry(one["name"], base64.b64decode(one["file"])) != one), sep="\n", end="")
else:
    from PIL import Image, ImageCms

    text = {"opencv": cv2.__version__, "cases": [entry(name, data) for name, data in cases()]}
    GOLDEN.write_text(json.dumps(text, indent=1) + "\n")
