"""Asks the real frameworks for the tensors of the golden images, and writes their digests.

    golden.py ENVIRONMENT IMAGES OUT

One section for each recipe (and for each engine that no recipe shows), one line for each image:
its name, the XXH3-64 of the tensor [height, width, channel], and three of its values; or `refused`
and the framework's kind of error. tests/preprocess/recipe_golden_test.cpp reads it.
"""
import pathlib
import sys
import tempfile

import numpy
import xxhash
from PIL import Image

import frameworks
from golden_scene import scene

# Where rounding bites: passes skipped, lines lost, halves of pixels, ties, many taps, one pixel.
SCENES = ((299, 299), (300, 300), (150, 149), (600, 399), (299, 599), (598, 598), (1, 1), (7, 5),
          (200, 1000), (640, 427), (427, 640), (1500, 1400))
# Pillow 12 has a way of its own for it. For engines alone: timm would make it 333 x 116550.
ENGINE_SCENES = ((2, 700),)
# Another size, on these images alone.
OTHER_SIZE = 224
OTHER_IMAGES = ("scene-150x149", "scene-427x640", "420.jpg")


def digest(array):
    return xxhash.xxh3_64_hexdigest(numpy.ascontiguousarray(array).data)


def channels_last(x):
    return x.transpose(1, 2, 0) if x.shape[0] == 3 else x


def line(row, name, path, size):
    x, refusal = frameworks.ask(row, path, size)
    if refusal:
        return f"{name} refused {refusal.split(':')[0]}"
    x = channels_last(x)
    samples = x[0, 0, 0], x[size // 2, size // 3, 1], x[-1, -1, 2]
    return " ".join([name, digest(x), *map(str, samples)])


def has_section(row):
    """keras-load-img-* and opencv-resize-* show the engines pillow and opencv as they are."""
    return row.name.split(":")[0] not in ("pillow", "opencv")


def is_shown(row, name):
    """Engines get the scenes, recipes get all but the scenes for engines."""
    if name in [f"scene-{width}x{height}" for width, height in ENGINE_SCENES]:
        return row.engine
    return not row.engine or name.startswith("scene-")


def sections(environment, images):
    for row in filter(has_section, frameworks.rows(environment)):
        yield f"[{row.name}]"
        for name, path in images.items():
            if is_shown(row, name):
                yield line(row, name, path, frameworks.SIZE)
        if not row.engine and not row.fixed:
            yield f"[{row.name} {OTHER_SIZE}]"
            for name in OTHER_IMAGES:
                yield line(row, name, images[name], OTHER_SIZE)


def main():
    environment, folder, out = sys.argv[1:]
    with tempfile.TemporaryDirectory() as scratch:
        images = {}
        lines = [f"# Made by scripts/golden with {frameworks.versions(environment)}."]
        for width, height in SCENES + ENGINE_SCENES:
            name = f"scene-{width}x{height}"
            images[name] = pathlib.Path(scratch) / f"{name}.png"
            pixels = scene(width, height)
            Image.fromarray(pixels).save(images[name])
            lines.append(f"pixels {name} {digest(pixels)}")
        images |= {path.name: path for path in sorted(pathlib.Path(folder).iterdir())}
        lines += sections(environment, images)
    pathlib.Path(out).write_text("\n".join(lines) + "\n", encoding="utf-8")


main()
