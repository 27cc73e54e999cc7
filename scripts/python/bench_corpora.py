"""Makes corpora for bench.py out of photos. Needs Pillow and numpy.

    bench_corpora.py NAME PHOTOS OUTPUT

phone  60 JPEGs of 12 megapixels as a phone makes them: a photo enlarged to 4032x3024, with the noise
       of a small sensor, quality 91, 4:2:0; every fourth is portrait, stored sideways
mix    200 images of other kinds: progressive, 4:4:4 and gray JPEG, PNG, WebP, GIF, BMP, TIFF
tiny   10,000 JPEGs of 32x32 to 96x96

PHOTOS is a folder of JPEGs. The same photos and library versions give the same bytes.
"""
import functools
import multiprocessing
import os
import sys

import numpy
from PIL import Image

ORIENTATION = 0x0112


def open_photo(path):
    return Image.open(path).convert("RGB")


def sensor_noise(pixels, random):
    """Shot and read noise, smoothed across neighbours as demosaicing does, stronger in colour."""
    height, width, _ = pixels.shape
    noise = random.standard_normal((height, width, 1), dtype=numpy.float32)
    colour = random.standard_normal((height // 2, width // 2, 3), dtype=numpy.float32)
    noise = noise + 0.5 * colour.repeat(2, 0).repeat(2, 1)
    noise = (noise + numpy.roll(noise, 1, 0) + numpy.roll(noise, 1, 1)) * (1 / 3 ** 0.5)
    read, shot = random.uniform(1.8, 3.0), random.uniform(0.06, 0.16)
    return noise * numpy.sqrt(read ** 2 + shot * pixels)


def make_phone(number, paths, output):
    random = numpy.random.default_rng(number)
    portrait = number % 4 == 3
    size = (4032, 3024) if number % 5 else (4000, 3000)
    image = open_photo(paths[number % len(paths)])
    image = image.resize(size[::-1] if portrait else size, Image.BICUBIC)
    exif = Image.Exif()
    exif[ORIENTATION] = 1
    if portrait:
        exif[ORIENTATION] = 6 if number % 8 == 3 else 8
        turn = Image.ROTATE_90 if exif[ORIENTATION] == 6 else Image.ROTATE_270
        image = image.transpose(turn)
    pixels = numpy.asarray(image).astype(numpy.float32)
    pixels = numpy.clip(pixels + sensor_noise(pixels, random), 0, 255).astype(numpy.uint8)
    Image.fromarray(pixels).save(f"{output}/{number:04}.jpg", quality=91, subsampling="4:2:0",
                                 exif=exif)


def with_alpha(image):
    image = image.convert("RGBA")
    image.putalpha(Image.linear_gradient("L").resize(image.size))
    return image


def deep(image):
    return Image.fromarray(numpy.asarray(image.convert("L")).astype(numpy.uint16) * 257)


# Suffix, how it is saved, what is done to the photo before.
KINDS = (
    ("jpg", {"quality": 85, "progressive": True}, None),
    ("jpg", {"quality": 95, "subsampling": "4:4:4"}, None),
    ("jpg", {"quality": 90}, lambda image: image.convert("L")),
    ("jpg", {"quality": 75}, None),
    ("png", {}, None),
    ("png", {}, with_alpha),
    ("png", {}, lambda image: image.quantize(256)),
    ("png", {}, deep),
    ("webp", {"quality": 80}, None),
    ("webp", {"lossless": True}, with_alpha),
    ("gif", {}, lambda image: image.quantize(128)),
    ("bmp", {}, None),
    ("tif", {"compression": "tiff_lzw"}, None),
)


def make_mix(number, paths, output):
    suffix, options, change = KINDS[number % len(KINDS)]
    image = open_photo(paths[number % len(paths)])
    (change(image) if change else image).save(f"{output}/{number:04}.{suffix}", **options)


def make_tiny(number, paths, output):
    random = numpy.random.default_rng(number)
    size = tuple(int(side) for side in random.integers(32, 97, 2))
    image = open_photo(paths[number % len(paths)]).resize(size, Image.BICUBIC)
    image.save(f"{output}/{number:05}.jpg", quality=int(random.integers(70, 96)))


CORPORA = {"phone": (make_phone, 60), "mix": (make_mix, 200), "tiny": (make_tiny, 10_000)}


def main():
    name, photos, output = sys.argv[1:]
    make, count = CORPORA[name]
    paths = sorted(os.path.join(photos, file) for file in os.listdir(photos))
    with multiprocessing.Pool() as pool:
        one = functools.partial(make, paths=paths, output=output)
        for _ in pool.imap_unordered(one, range(count), chunksize=4):
            pass


if __name__ == "__main__":
    main()
