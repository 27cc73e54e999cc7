#!/usr/bin/env python3
"""Makes pillow_golden.inc: hashes of what Pillow itself makes of known patterns.

usage: make_pillow_golden.py > pillow_golden.inc        (needs Pillow==13.0.0 and numpy)
"""
import sys

import numpy
import PIL
from PIL import Image

VERSION = "13.0.0"

FILTERS = {
    "kNearest": Image.Resampling.NEAREST,
    "kBox": Image.Resampling.BOX,
    "kBilinear": Image.Resampling.BILINEAR,
    "kHamming": Image.Resampling.HAMMING,
    "kBicubic": Image.Resampling.BICUBIC,
    "kLanczos": Image.Resampling.LANCZOS,
}

# Source and target, width first: sizes where rounding bites.
SIZES = [
    ((300, 300), (299, 299)),
    ((150, 149), (299, 299)),
    ((600, 399), (299, 299)),
    ((299, 599), (299, 299)),  # only vertical
    ((599, 299), (299, 299)),  # only horizontal
    ((598, 598), (299, 299)),
    ((298, 298), (299, 299)),
    ((299, 299), (299, 299)),  # a copy
    ((1, 1), (299, 299)),
    ((7, 5), (299, 299)),
    ((1, 5), (299, 3)),
    ((200, 500), (299, 299)),  # shrinks vertically, widens: vertical first
    ((310, 322), (299, 299)),  # 23 rows less, 11 columns less: vertical first
    ((310, 321), (299, 299)),  # 22 rows less: horizontal first
    ((500, 375), (333, 249)),
    ((64, 48), (7, 5)),
    ((2001, 3), (1, 1)),
]


def pattern(width, height):
    """Noise: each byte is computed from its index, as in tests/resample/grid.h."""
    x = numpy.arange(width * height * 3, dtype=numpy.uint32) * numpy.uint32(2654435761)
    x ^= x >> numpy.uint32(15)
    x *= numpy.uint32(2246822519)
    return (x >> numpy.uint32(24)).astype(numpy.uint8).reshape(height, width, 3)


def fnv1a(data):
    value = 0xCBF29CE484222325
    for byte in data:
        value = (value ^ byte) * 0x100000001B3 & 0xFFFFFFFFFFFFFFFF
    return value


def main():
    if PIL.__version__ != VERSION:
        sys.exit(f"this is Pillow {PIL.__version__}, not {VERSION}")
    print(f"// Made by make_pillow_golden.py with Pillow {VERSION}: FNV-1a of the RGB bytes.")
    for source, target in SIZES:
        image = Image.fromarray(pattern(*source))
        for name, resampling in FILTERS.items():
            value = fnv1a(image.resize(target, resampling).tobytes())
            sizes = f"{{{source[0]}, {source[1]}}}, {{{target[0]}, {target[1]}}}"
            print(f"{{Filter::{name}, {sizes}, 0x{value:016x}U}},")


main()
