"""Makes images of sizes where rounding bites, and of random ones, in all kinds of JPEG and PNG;
small ones that say oddly how they are to be turned; and the rarer formats in all their variants.

    hard_images.py FOLDER SEED

For scripts/parity: a new seed gives images that nobody has seen.
"""
import pathlib
import random
import sys

from PIL import Image, ImageFile

import odd_formats
import odd_orientations
from golden_scene import scene

SIZES = [(1, 1), (1, 299), (299, 1), (1, 600), (600, 1), (2, 700), (3, 3), (75, 56), (150, 75),
         (150, 149), (298, 298), (299, 298), (298, 299), (299, 299), (300, 299), (299, 300),
         (300, 300), (301, 301), (302, 302), (304, 305), (303, 306), (342, 342), (333, 333),
         (342, 500), (500, 342), (333, 400), (400, 333), (600, 399), (597, 597), (598, 299),
         (299, 597), (598, 598), (897, 897), (1196, 598), (897, 600)]
ImageFile.MAXBLOCK = 1 << 26  # for Pillow's progressive JPEG of such noise


def sizes():
    """The fixed ones, as many random ones, and some that are large."""
    yield from SIZES
    for _ in SIZES:
        yield random.randint(1, 900), random.randint(1, 900)
    for _ in range(6):
        yield random.randint(900, 2600), random.randint(300, 2200)


def main():
    folder, seed = sys.argv[1:]
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    random.seed(int(seed))
    for number, (width, height) in enumerate(sizes()):
        image = Image.fromarray(scene(width, height))
        path = folder / f"{number:02}-{width}x{height}"
        if number % 3 == 0:
            image.save(f"{path}.png")
            continue
        mode = random.choice(["RGB"] * 4 + ["L", "CMYK"])
        image.convert(mode).save(f"{path}.jpg", quality=random.choice([30, 50, 75, 90, 100]),
                                 subsampling=random.choice([0, 1, 2]),
                                 progressive=random.random() < 0.3)
    odd_orientations.write(folder)
    odd_formats.write(folder)


main()
