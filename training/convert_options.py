"""The options of convert.py."""
import argparse
import pathlib

from convert_policy import ACTIVATIONS
from units import V_OFFSET_MPS, V_SCALE_MPS, W_OFFSET_RADPS, W_SCALE_RADPS

# As the cards allow (src/config/input-contract.ts).
LONGEST_INTERVAL_MS = 10_000
ROWS = 480


def numbers(*counts: int):
    def parse(text: str) -> list[float]:
        values = [float(part) for part in text.split(",")]
        if counts and len(values) not in counts:
            wanted = " or ".join(map(str, counts))
            raise argparse.ArgumentTypeError(f"'{text}' must be {wanted} numbers with commas between")
        return values
    return parse


def pair(separator: str):
    def parse(text: str) -> tuple[int, int]:
        first, found, second = text.partition(separator)
        if not found or not first.isdigit() or not second.isdigit():
            raise argparse.ArgumentTypeError(f"'{text}' must be two whole numbers with '{separator}' between")
        return int(first), int(second)
    return parse


def interval(text: str) -> list[float]:
    low, high = numbers(2)(text)
    if not low < high:
        raise argparse.ArgumentTypeError(f"'{text}' must be the lower and the higher limit")
    return [low, high]


def action_table(text: str) -> list[list[float]]:
    return [numbers(2)(part) for part in text.split()]


def line_rows(text: str) -> list[int]:
    rows = [int(part) for part in text.split(",")]
    if not all(0 <= row < ROWS for row in rows):
        raise argparse.ArgumentTypeError(f"'{text}' must be rows from 0 to {ROWS - 1} with commas between")
    return rows


def arguments(description: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=pathlib.Path)
    parser.add_argument("--out", type=pathlib.Path, required=True, help="the .onnx file; its card goes beside it")
    parser.add_argument("--force", action="store_true", help="overwrite --out")
    parser.add_argument("--trust", action="store_true", help="load a pickled module: this runs code from the file")
    parser.add_argument("--classes", help="with --trust: folder of the source of the module's class")
    add_image(parser)
    add_line(parser)
    add_output(parser)
    options = parser.parse_args()
    complete(parser, options)
    return options


def add_image(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("an image as input")
    group.add_argument("--size", type=pair("x"), default=(200, 66), metavar="WxH", help="image size (200x66)")
    group.add_argument("--crop", type=pair(":"), default=(240, ROWS), metavar="TOP:BOTTOM",
                       help="rows of the 480 that the network sees (240:480; 0:480 for the whole image)")
    group.add_argument("--fit", choices=("stretch", "pad"), default="stretch",
                       help="pad keeps the aspect ratio, as with ImageCrop false (stretch)")
    group.add_argument("--channels", choices=("rgb", "bgr", "grey", "mask"), default="rgb",
                       help="mask is 255 where a pixel has the --colour, else 0 (rgb)")
    group.add_argument("--scale", type=float, help="factor of a pixel's 0..255 (1/255)")
    group.add_argument("--mean", type=numbers(1, 3), metavar="R,G,B", help="taken off after --scale (0)")
    group.add_argument("--std", type=numbers(1, 3), metavar="R,G,B", help="divided by after --mean (1)")
    group.add_argument("--frames", type=int, default=1, help="frames stacked along the channels; the state_dict of a "
                       "PilotNet says it itself (1)")
    group.add_argument("--order", choices=("oldest-first", "newest-first"), default="oldest-first",
                       help="of stacked frames (oldest-first)")
    group.add_argument("--interval", type=float, metavar="MS", help="between stacked frames in training")
    group.add_argument("--eps", type=float, default=1e-3, help="of a state_dict's BatchNorm, which does not hold it (0.001)")


def add_line(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("positions of the line as input")
    group.add_argument("--rows", type=line_rows, metavar="ROW,...", help="rows of the 480 in which the line is found")
    group.add_argument("--line-scale", type=float, default=1 / 320, metavar="SCALE",
                       help="value = (320 - column) * scale + offset (1/320)")
    group.add_argument("--line-offset", type=float, default=0, metavar="OFFSET", help="(0)")
    group.add_argument("--line-whole", action="store_true", help="(320 - column) * scale is cut to a whole number")
    group.add_argument("--line-missing", type=float, default=0, metavar="COLUMN", help="of a row without the line (0)")
    group.add_argument("--colour", type=numbers(6), default=[0, 0, 30, 255, 30, 255], metavar="H,H,S,S,V,V",
                       help="of the line, and of --channels mask: lowest and highest of OpenCV's 8-bit hue, saturation and "
                       "value (0,0,30,255,30,255: red)")


def add_output(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("output")
    group.add_argument("--v", type=numbers(2), default=[V_SCALE_MPS, V_OFFSET_MPS], metavar="SCALE,OFFSET",
                       help="m/s = first output * scale + offset (17.5,6.5)")
    group.add_argument("--w", type=numbers(2), default=[W_SCALE_RADPS, W_OFFSET_RADPS], metavar="SCALE,OFFSET",
                       help="rad/s = second output * scale + offset (14.2,-7.1)")
    group.add_argument("--actions", type=action_table, metavar="'V,W V,W ...'",
                       help="of a discrete policy: m/s and rad/s of each action, in the order of its outputs")
    group.add_argument("--range-v", type=interval, metavar="LOW,HIGH", help="of an actor: m/s of its first output at -1 and 1")
    group.add_argument("--range-w", type=interval, metavar="LOW,HIGH", help="rad/s of its second output at -1 and 1")
    group.add_argument("--unscaled", action="store_true",
                       help="the actor's outputs are m/s and rad/s already, and only limited to the ranges")
    group.add_argument("--activation", choices=ACTIVATIONS, help="of a policy's state_dict, which does not hold it (relu; "
                       "a zip of stable-baselines3 says it itself)")
    group.add_argument("--squash", action="store_true", help="tanh follows the last layer of a policy's state_dict")


def complete(parser: argparse.ArgumentParser, options: argparse.Namespace) -> None:
    if options.out.suffix != ".onnx":
        parser.error(f"--out is '{options.out}', must end in .onnx")
    if not 0 <= options.crop[0] < options.crop[1] <= ROWS:
        parser.error(f"--crop must lie within 0:{ROWS}")
    channels = 3 if options.channels in ("rgb", "bgr") else 1
    options.mean = options.mean or [0] * channels
    options.std = options.std or [1] * channels
    if len(options.mean) != channels or len(options.std) != channels:
        parser.error(f"--mean and --std need {channels} value{'s' if channels > 1 else ''} with --channels {options.channels}")
    if min(options.size) < 1 or options.frames < 1 or 0 in options.std:
        parser.error("--size and --frames must be 1 or more, --std not 0")
    if options.interval is not None and not 1 <= options.interval <= LONGEST_INTERVAL_MS:
        parser.error(f"--interval is {options.interval:g}, must be 1 to {LONGEST_INTERVAL_MS} ms")
    if options.rows and options.frames > 1:
        parser.error("--rows are those of one frame: remove --frames")
    if (options.range_v is None) != (options.range_w is None):
        parser.error("--range-v and --range-w belong together: give both")
    if options.actions and options.range_v:
        parser.error("--actions are of a discrete policy, --range-v and --range-w of an actor: give one of them")
    if options.unscaled and not options.range_v:
        parser.error("--unscaled needs --range-v and --range-w")
    if options.out.exists() and not options.force:
        parser.error(f"{options.out} exists; --force overwrites it")
