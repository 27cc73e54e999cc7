"""Gives the tensors of every policy to a real Keras InceptionResNetV2, random weights.

    keras_check.py FIT299 FOLDER

Exits 1 when a tensor has the wrong shape, type or range, or the network refuses it.
"""
import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")

import json
import pathlib
import subprocess
import sys
import tempfile

import keras
import numpy

POLICIES = {
    "resize": [],
    "center-crop": ["--policy", "center-crop"],
    "center-crop, shorter 333": ["--policy", "center-crop", "--resize-shorter", "333"],
    "center-crop, fraction 0.875": ["--policy", "center-crop", "--crop-fraction", "0.875"],
    "center-crop, small pad": ["--policy", "center-crop", "--small", "pad"],
    "pad": ["--policy", "pad"],
}
BATCH = 8  # images that go through the network; all are loaded and looked at


def fit(program, *arguments):
    subprocess.run([program, "fit", *arguments, "-q", "--skips-ok"], check=True)


def check_range(x):
    assert x.dtype == numpy.float32, x.dtype
    assert -1 <= x.min() < x.max() <= 1, (x.min(), x.max())


def check_stacks(program, folder, scratch):
    network = keras.applications.InceptionResNetV2(weights=None)
    for name, options in POLICIES.items():
        out = str(scratch / (name.replace(" ", "-").replace(",", "") + ".npy"))
        fit(program, folder, "-o", out, *options)
        x = numpy.load(out, mmap_mode="r")
        assert x.shape[1:] == (299, 299, 3), x.shape
        check_range(x)
        y = network.predict(x[:BATCH], verbose=0)
        assert y.shape == (min(BATCH, len(x)), 1000), y.shape
        assert numpy.isfinite(y).all()
        print(f"{name:30} {str(x.shape):22} {x.min():7.4f} {x.max():7.4f}  -> {y.shape}")


def check_native(program, folder, scratch):
    network = keras.applications.InceptionResNetV2(weights=None, include_top=False, pooling="avg",
                                                   input_shape=(None, None, 3))
    out = scratch / "native"
    # 75 pixels a side is the least that this network takes.
    fit(program, folder, "-o", str(out), "--policy", "native", "--max-side", "320",
        "--multiple-of", "32")
    lines = [json.loads(line) for line in open(out / "manifest.jsonl", encoding="utf-8")]
    rows = [row for row in lines[1:-1] if row["status"] == "ok"]
    shapes = set()
    for row in rows:
        x = numpy.load(out / row["file"])
        check_range(x)
        width, height = row["geometry"]["canvas"]
        assert x.shape == (height, width, 3), (x.shape, row)
        if x.shape in shapes or min(height, width) < 75:
            continue
        shapes.add(x.shape)
        y = network.predict(x[None], verbose=0)
        assert y.shape == (1, 1536), y.shape
        assert numpy.isfinite(y).all()
    print(f"{'native':30} {len(rows)} images, {len(shapes)} shapes -> (1, 1536)")


def main():
    program, folder = sys.argv[1:]
    print(f"Keras {keras.__version__}, numpy {numpy.__version__}")
    with tempfile.TemporaryDirectory() as scratch:
        check_stacks(program, folder, pathlib.Path(scratch))
        check_native(program, folder, pathlib.Path(scratch))


main()
