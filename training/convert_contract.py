"""The contract of a converted network's card, as the options of convert.py describe it."""
import argparse


def contract(options: argparse.Namespace, frames: int) -> dict:
    seen = line_input(options) if options.rows else image_input(options, frames)
    return {"input": seen, "output": output(options)}


def line_input(options: argparse.Namespace) -> dict:
    whole = {"whole": True} if options.line_whole else {}
    return {
        "name": "state", "type": "float32", "shape": [1, len(options.rows)], "colour": colour(options),
        "line": {"rows": options.rows, "scale": options.line_scale, "offset": options.line_offset, **whole,
                 "missing": options.line_missing},
    }


def image_input(options: argparse.Namespace, frames: int) -> dict:
    width, height = options.size
    interval = {} if options.interval is None else {"interval_ms": options.interval}
    stacked = {"frames": frames, "order": options.order, **interval} if frames > 1 else {}
    masked = {"colour": colour(options)} if options.channels == "mask" else {}
    return {
        "name": "image", "type": "float32", "shape": [1, len(options.mean) * frames, height, width], "layout": "NCHW",
        "channels": options.channels, **masked, **stacked, "crop": {"top": options.crop[0], "bottom": options.crop[1]},
        "resize": "opencv-bilinear", "fit": options.fit, "scale": 1 / 255 if options.scale is None else options.scale,
        "mean": options.mean, "std": options.std,
    }


def colour(options: argparse.Namespace) -> dict:
    values = options.colour
    return {"hue": values[0:2], "saturation": values[2:4], "value": values[4:6]}


def output(options: argparse.Namespace) -> dict:
    if options.actions:
        return {"name": "scores", "type": "float32", "shape": [1, len(options.actions)], "actions": options.actions}
    described = {"name": "command", "type": "float32", "shape": [1, 2]}
    if options.range_v:
        ranges = (options.range_v, options.range_w)
        heads = [{"index": index, "range": limits, **({"from": limits} if options.unscaled else {})}
                 for index, limits in enumerate(ranges)]
    else:
        heads = [{"index": index, "scale": scale, "offset": offset}
                 for index, (scale, offset) in enumerate((options.v, options.w))]
    return {**described, "v": heads[0], "w": heads[1]}
