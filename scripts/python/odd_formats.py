"""Makes small files of the rarer formats in the variants that readers take differently: ranges of
PNM, layouts of TIFF, masks of BMP, chroma of AVIF. For scripts/parity --hard.
"""
import random
import struct

import numpy
from PIL import Image

from golden_scene import scene

WIDTH, HEIGHT = 37, 22
SHORT, LONG, BYTE = 3, 4, 1


def noise(channels, most, dtype):
    values = [random.randint(0, most) for _ in range(WIDTH * HEIGHT * channels)]
    return numpy.array(values, dtype).reshape(HEIGHT, WIDTH, channels)


def write_pnm(folder):
    for most in (1, 15, 100, 254, 255, 256, 1023, 4095, 65534, 65535):
        for kind, channels in ((5, 1), (6, 3)):
            head = f"{WIDTH} {HEIGHT} {most}\n"
            values = noise(channels, most, ">u2" if most > 255 else "u1")
            name = f"pnm-{channels}-{most}"
            (folder / f"{name}.pnm").write_bytes(f"P{kind} {head}".encode() + values.tobytes())
            plain = " ".join(map(str, values.ravel()))
            (folder / f"{name}-plain.pnm").write_text(f"P{kind - 3} {head}{plain}\n")


def tiff(samples, *, photometric, extra=None, planar=1, tags=()):
    """Little-endian, one strip a plane. samples: (height, width, channels)."""
    bits = samples.dtype.itemsize * 8
    channels = samples.shape[2]
    order = samples if planar == 1 else numpy.moveaxis(samples, 2, 0)
    data = order.astype(order.dtype.newbyteorder("<")).tobytes()
    planes = channels if planar == 2 else 1
    size = len(data) // planes
    entries = [(256, LONG, [WIDTH]), (257, LONG, [HEIGHT]), (258, SHORT, [bits] * channels),
               (259, SHORT, [1]), (262, SHORT, [photometric]),
               (273, LONG, [8 + i * size for i in range(planes)]), (277, SHORT, [channels]),
               (278, LONG, [HEIGHT]), (279, LONG, [size] * planes), (284, SHORT, [planar]), *tags]
    if extra is not None:
        entries.append((338, SHORT, [extra]))
    entries.sort(key=lambda entry: entry[0])
    at = 8 + len(data)
    tail_at = at + 2 + 12 * len(entries) + 4
    directory, tail = struct.pack("<H", len(entries)), b""
    for tag, kind, values in entries:
        packed = struct.pack(f"<{len(values)}{'?BcHI'[kind]}", *values)
        directory += struct.pack("<HHI", tag, kind, len(values))
        if len(packed) <= 4:
            directory += packed.ljust(4, b"\0")
        else:
            directory += struct.pack("<I", tail_at + len(tail))
            tail += packed + b"\0" * (len(packed) % 2)
    return b"II*\0" + struct.pack("<I", at) + data + directory + b"\0" * 4 + tail


def write_tiff(folder):
    for dtype in ("u1", "u2"):
        most = numpy.iinfo(dtype).max
        for planar in (1, 2):
            for channels, photometric in ((1, 0), (1, 1), (2, 1), (3, 2), (4, 2)):
                for extra in (0, 1, 2) if channels in (2, 4) else (None,):
                    file = tiff(noise(channels, most, dtype), photometric=photometric, extra=extra,
                                planar=planar)
                    name = f"tiff-{dtype}-{photometric}-{channels}-{extra}-{planar}.tif"
                    (folder / name).write_bytes(file)
    colors = [random.randint(0, 65535) for _ in range(768)]
    file = tiff(noise(1, 255, "u1"), photometric=3, tags=[(320, SHORT, colors)])
    (folder / "tiff-palette.tif").write_bytes(file)
    for value in range(10):
        photo = numpy.asarray(Image.fromarray(scene(WIDTH, HEIGHT)))
        file = tiff(photo, photometric=2, tags=[(274, SHORT, [value])])
        (folder / f"tiff-turned-{value}.tif").write_bytes(file)
        xmp = f'<x tiff:Orientation="{value}"/>'.encode()
        file = tiff(photo, photometric=2, tags=[(700, BYTE, list(xmp))])
        (folder / f"tiff-xmp-{value}.tif").write_bytes(file)


def bmp(bits, masks=(), header=40, palette=b"", height=HEIGHT):
    row = (WIDTH * bits + 31) // 32 * 4
    data = bytes(random.randint(0, 255) for _ in range(row * HEIGHT))
    inside = header > 40
    at = 14 + header + (0 if inside else 4 * len(masks)) + len(palette)
    info = struct.pack("<IiiHHIIiiII", header, WIDTH, height, 1, bits, 3 if masks else 0, len(data),
                       2835, 2835, len(palette) // 4, 0)
    info += struct.pack(f"<{len(masks)}I", *masks)
    if inside:
        info = info.ljust(header, b"\0")
    return struct.pack("<2sIHHI", b"BM", at + len(data), 0, 0, at) + info + palette + data


def write_bmp(folder):
    colors = bytes(random.randint(0, 255) if i % 4 < 3 else 0 for i in range(1024))
    grays = bytes(i // 4 if i % 4 < 3 else 0 for i in range(1024))
    files = {"1": bmp(1, palette=colors[:8]), "4": bmp(4, palette=colors[:64]),
             "8": bmp(8, palette=colors), "8-gray": bmp(8, palette=grays), "16": bmp(16),
             "24": bmp(24), "24-down": bmp(24, height=-HEIGHT), "32": bmp(32)}
    masks = {"565": (16, 0xF800, 0x7E0, 0x1F), "555": (16, 0x7C00, 0x3E0, 0x1F),
             "bgr": (32, 0xFF0000, 0xFF00, 0xFF), "rgb": (32, 0xFF, 0xFF00, 0xFF0000),
             "high": (32, 0xFF000000, 0xFF0000, 0xFF00), "ten": (32, 0x3FF00000, 0xFFC00, 0x3FF)}
    for name, (bits, *values) in masks.items():
        files[f"{name}-40"] = bmp(bits, values)
        files[f"{name}-124"] = bmp(bits, values, header=124)
    files["alpha"] = bmp(32, (0xFF0000, 0xFF00, 0xFF, 0xFF000000), header=124)
    files["alpha-low"] = bmp(32, (0xFF000000, 0xFF0000, 0xFF00, 0xFF), header=124)
    for name, file in files.items():
        (folder / f"bmp-{name}.bmp").write_bytes(file)


def write_avif(folder):
    for width, height in ((1, 1), (2, 3), (33, 2), (75, 50)):
        photo = Image.fromarray(scene(width, height))
        for chroma in ("4:0:0", "4:2:0", "4:2:2", "4:4:4"):
            for extent in ("full", "limited"):
                name = f"avif-{width}x{height}-{chroma.replace(':', '')}-{extent}.avif"
                photo.save(folder / name, subsampling=chroma, range=extent, speed=9,
                           quality=random.randint(30, 90))
    alpha = Image.fromarray(noise(1, 255, "u1")[:, :, 0])
    photo = Image.fromarray(scene(WIDTH, HEIGHT))
    photo.putalpha(alpha)
    for chroma in ("4:2:0", "4:4:4"):
        for premultiplied in (False, True):
            photo.save(folder / f"avif-alpha-{chroma[2:].replace(':', '')}-{premultiplied}.avif",
                       subsampling=chroma, alpha_premultiplied=premultiplied, speed=9)
    photo = photo.convert("RGB")
    for value in range(1, 9):
        exif = Image.Exif()
        exif[0x0112] = value
        photo.save(folder / f"avif-turned-{value}.avif", exif=exif, speed=9)  # irot and imir
        exif = Image.Exif()
        exif[0x0113] = value
        photo.save(folder / "avif-exif.avif", exif=exif, speed=9)
        file = (folder / "avif-exif.avif").read_bytes()
        for order in "<>":  # the tag, which Pillow would have made irot and imir of
            file = file.replace(struct.pack(f"{order}HH", 0x0113, SHORT),
                                struct.pack(f"{order}HH", 0x0112, SHORT))
        (folder / f"avif-exif-{value}.avif").write_bytes(file)
        start = file.index(b"Exif\0\0MM")  # OpenCV sees it only without the name
        end = start + 6 + len(exif.tobytes()) - 6
        bare = file[:start - 4] + b"\0" * 4 + file[start + 6:end] + b"\0" * 6 + file[end:]
        (folder / f"avif-bare-{value}.avif").write_bytes(bare)
    (folder / "avif-exif.avif").unlink()


def write_others(folder):
    photo = Image.fromarray(scene(WIDTH, HEIGHT))
    photo.quantize(16).save(folder / "gif.gif")
    photo.quantize(16).save(folder / "gif-transparent.gif", transparency=3)
    photo.save(folder / "jp2.jp2")
    photo.convert("L").save(folder / "jp2-gray.jp2")


def write(folder):
    for part in (write_pnm, write_tiff, write_bmp, write_avif, write_others):
        part(folder)
