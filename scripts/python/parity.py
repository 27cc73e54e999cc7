"""Holds fit299's pixels against the real Pillow and OpenCV, image by image, bit by bit.

    parity.py FIT299 FOLDER

Prints a table: how many images are equal, the largest difference in levels, the share of values that
differ. Exits 1 when a row that must be exact is not.
"""
import importlib.metadata
import json
import pathlib
import subprocess
import sys
import tempfile

import cv2
import numpy
from PIL import Image

SIZE = 299
PILLOW = {name: getattr(Image.Resampling, name.upper())
          for name in ("nearest", "box", "bilinear", "hamming", "bicubic", "lanczos")}
OPENCV = {"nearest": cv2.INTER_NEAREST, "linear": cv2.INTER_LINEAR, "area": cv2.INTER_AREA,
          "cubic": cv2.INTER_CUBIC, "lanczos4": cv2.INTER_LANCZOS4}
# OpenCV's wheels bring their own, closed code for cubic; Debian's OpenCV has none of it.
NOT_EXACT = {"opencv:cubic"}


def preprocess_input(pixels):
    """keras.applications.inception_resnet_v2.preprocess_input on an array (Keras 3.15)."""
    x = numpy.array(pixels, dtype=numpy.float32)
    x /= numpy.float32(127.5)
    x -= numpy.float32(1.0)
    return x


def pillow_resize(rgb, name):
    return numpy.asarray(Image.fromarray(rgb).resize((SIZE, SIZE), PILLOW[name]))


def opencv_resize(rgb, name):
    return cv2.resize(rgb, (SIZE, SIZE), interpolation=OPENCV[name])


def pillow_shorter_crop(rgb, name):
    """Shorter side to 333, as torchvision's Resize; center crop 299, as torchvision's CenterCrop."""
    height, width = rgb.shape[:2]
    short, long = min(width, height), max(width, height)
    longer = int(333 * long / short)
    size = (333, longer) if width <= height else (longer, 333)
    resized = numpy.asarray(Image.fromarray(rgb).resize(size, PILLOW[name]))
    top = round((size[1] - SIZE) / 2)
    left = round((size[0] - SIZE) / 2)
    return resized[top:top + SIZE, left:left + SIZE]


def jobs():
    """Name, fit299's options, and the function that asks the real one."""
    for name in PILLOW:
        yield (f"pillow:{name}", ["--resample", f"pillow:{name}"],
               lambda rgb, name=name: pillow_resize(rgb, name))
    for name in OPENCV:
        yield (f"opencv:{name}", ["--resample", f"opencv:{name}"],
               lambda rgb, name=name: opencv_resize(rgb, name))
    crop = ["--policy", "center-crop", "--resize-shorter", "333"]
    for name in ("bilinear", "bicubic"):
        yield (f"shorter 333, crop, pillow:{name}", crop + ["--resample", f"pillow:{name}"],
               lambda rgb, name=name: pillow_shorter_crop(rgb, name))


def fit(program, folder, options, out):
    command = [program, "fit", folder, "-o", out, "-q", "--skips-ok", "--orientation", "ignore",
               "--alpha", "drop"]
    subprocess.run(command + options, check=True)
    lines = [json.loads(line) for line in open(f"{out}/manifest.jsonl", encoding="utf-8")]
    return [row for row in lines[1:-1] if row["status"] == "ok"]


def comparable(row):
    """Pillow clips 16-bit gray where fit299 takes the high byte: that is no question of resampling."""
    return row["source"]["depth"] <= 8


def compare(program, folder, name, options, reference):
    images = exact = 0
    largest = differing = values = 0
    with tempfile.TemporaryDirectory() as out:
        for row in filter(comparable, fit(program, folder, options, out)):
            rgb = numpy.asarray(Image.open(pathlib.Path(folder) / row["path"]).convert("RGB"))
            expected = preprocess_input(reference(rgb))
            got = numpy.load(pathlib.Path(out) / row["file"])
            images += 1
            exact += numpy.array_equal(expected, got)
            levels = numpy.rint(numpy.abs(expected - got) * 127.5)
            largest = max(largest, int(levels.max()))
            differing += int(numpy.count_nonzero(expected != got))
            values += got.size
    print(f"{name:34} {images:6} {exact:6} {largest:10} {differing / max(values, 1):12.2e}")
    return images > 0 and (exact == images or name in NOT_EXACT)


def main():
    program, folder = sys.argv[1:]
    versions = {name: importlib.metadata.version(name)
                for name in ("pillow", "opencv-python-headless", "numpy")}
    print(", ".join(f"{name} {version}" for name, version in versions.items()))
    print(f"{'fit299 --resample':34} {'images':>6} {'exact':>6} {'max levels':>10} {'differing':>12}")
    good = [compare(program, folder, *job) for job in jobs()]
    sys.exit(0 if all(good) else 1)


main()
