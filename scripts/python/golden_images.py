"""Makes the image files of the golden tests: one for each way in which decoders differ.

    golden_images.py FOLDER

They are committed, because what matters is that all decode the same bytes, not who encoded them.
"""
import pathlib
import sys

import numpy
from PIL import Image

from golden_scene import scene

ADOBE = 0xEE  # the marker
YCCK = 2  # its last byte: the transform


def save_jpeg(path, image, **options):
    image.save(path, quality=60, **options)


def segments(jpeg):
    """The marker segments before the scan: (marker, start, end)."""
    at = 2
    while jpeg[at + 1] != 0xDA:
        end = at + 2 + int.from_bytes(jpeg[at + 2:at + 4], "big")
        yield jpeg[at + 1], at, end
        at = end


def adobe_segment(jpeg):
    return next((start, end) for marker, start, end in segments(jpeg) if marker == ADOBE)


def cmyk(width, height):
    pixels = scene(width, height)
    return Image.fromarray(numpy.dstack([pixels, pixels[::-1, ::-1, 0] // 2]), "CMYK")


def save_cmyk_files(folder):
    save_jpeg(folder / "cmyk.jpg", cmyk(83, 61))
    jpeg = bytearray((folder / "cmyk.jpg").read_bytes())
    start, end = adobe_segment(jpeg)
    (folder / "cmyk-without-adobe.jpg").write_bytes(jpeg[:start] + jpeg[end:])
    jpeg[end - 1] = YCCK
    (folder / "ycck.jpg").write_bytes(jpeg)


def save_deep_png(path, channels, width, height):
    """16 bits a channel, by OpenCV: Pillow writes no such RGB."""
    import cv2
    pixels = scene(width, height)[..., :channels].astype(numpy.uint16) * 257
    pixels[::3] //= 300  # dark rows, where 16 bits in 8 are a matter of taste
    cv2.imwrite(str(path), pixels)


def main():
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    photo = Image.fromarray(scene(151, 113))
    for subsampling, name in enumerate(("444", "422", "420")):
        save_jpeg(folder / f"{name}.jpg", photo, subsampling=subsampling)
    save_jpeg(folder / "large.jpg", Image.fromarray(scene(106, 80)).resize((421, 317)), subsampling=2)
    save_jpeg(folder / "progressive.jpg", photo, progressive=True)
    save_jpeg(folder / "gray.jpg", photo.convert("L"))
    save_jpeg(folder / "rgb.jpg", Image.fromarray(scene(53, 47)), keep_rgb=True)
    exif = Image.Exif()
    exif[0x0112] = 6
    save_jpeg(folder / "orientation6.jpg", photo, exif=exif)
    save_cmyk_files(folder)
    rgba = numpy.dstack([scene(45, 38), scene(45, 38)[::-1, :, 0]])
    Image.fromarray(rgba).save(folder / "rgba.png")
    Image.fromarray(scene(45, 38)).quantize(16).save(folder / "palette.png", transparency=3)
    save_deep_png(folder / "gray16.png", 1, 41, 33)
    save_deep_png(folder / "rgb16.png", 3, 41, 33)
    Image.fromarray(scene(97, 61)).save(folder / "lossy.webp", quality=60)


main()
