"""Makes small images that say oddly, or in an odd place, how they are to be turned.

Frameworks differ in what they make of these: which blocks they look at, and which types of value
they take. For scripts/parity --hard.
"""
import io
import struct
import zlib

from PIL import Image

from golden_scene import scene

ORIENTATION = 0x0112
EXIF = b"Exif\0\0"
XMP_SEGMENT = b"http://ns.adobe.com/xap/1.0/\0"
XMP_KEY = b"XML:com.adobe.xmp"
RAW_KEY = b"Raw profile type exif"
XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:Description tiff:Orientation="6"/></x:xmpmeta>'
XMP_ELEMENT = b"<x:xmpmeta><tiff:Orientation>6</tiff:Orientation></x:xmpmeta>"


def entry(tag, kind, count, value):
    """value: four bytes as they stand, or an integer."""
    return tag, kind, count, value if isinstance(value, bytes) else struct.pack("<I", value)


def block(*entries, order="<", count=None, tail=b""):
    """A TIFF block of one directory; an integer value is in its byte order."""
    out = (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(order + "I", 8)
    out += struct.pack(order + "H", len(entries) if count is None else count)
    for tag, kind, number, value in entries:
        out += struct.pack(order + "HHI", tag, kind, number)
        out += value if order == "<" else value[::-1] if kind != 3 else value[1::-1] + b"\0\0"
    return out + struct.pack(order + "I", 0) + tail


def turned(kind=3, count=1, value=6, **options):
    return block(entry(ORIENTATION, kind, count, value), **options)


def behind(tag, kind, count, value, tail=b"x" * 64):
    """An entry before a good orientation."""
    return block(entry(tag, kind, count, value), entry(ORIENTATION, 3, 1, 6), tail=tail)


SIX, THREE, ONE = turned(), turned(value=3), turned(value=1)
SILENT = block(entry(0x0128, 3, 1, 2))

BLOCKS = {
    "six": SIX, "three": THREE, "big-endian": turned(order=">"),
    "long": turned(kind=4), "long-big-endian": turned(kind=4, order=">"),
    "byte": turned(kind=1), "ascii": turned(kind=2, count=2, value=b"6\0\0\0"),
    "signed-byte": turned(kind=6), "undefined": turned(kind=7), "signed-short": turned(kind=8),
    "signed-long": turned(kind=9), "ifd": turned(kind=13), "type-0": turned(kind=0),
    "type-99": turned(kind=99),
    "rational": turned(kind=5, value=26, tail=struct.pack("<II", 6, 1)),
    "rational-by-0": turned(kind=5, value=26, tail=struct.pack("<II", 6, 0)),
    "signed-rational": turned(kind=10, value=26, tail=struct.pack("<ii", -12, -2)),
    "float": turned(kind=11, value=struct.pack("<f", 6)),
    "double": turned(kind=12, value=26, tail=struct.pack("<d", 6)),
    "long8": turned(kind=16, value=26, tail=struct.pack("<Q", 6)),
    "count-0": turned(count=0), "count-2": turned(count=2, value=6 | 3 << 16),
    "value-0": turned(value=0), "value-9": turned(value=9),
    "twice": block(entry(ORIENTATION, 3, 1, 6), entry(ORIENTATION, 3, 1, 3)),
    "type-99-then-good": block(entry(ORIENTATION, 99, 1, 6), entry(ORIENTATION, 3, 1, 3)),
    "more-announced": turned(count=5), "cut-in-value": SIX[:20], "cut-behind-value": SIX[:-4],
    "one-announced": block(entry(0x010F, 2, 2, b"a\0\0\0"), entry(ORIENTATION, 3, 1, 6), count=1),
    "unsorted": behind(0x0131, 2, 2, b"a\0\0\0"),
    "text-outside": behind(0x010F, 2, 20, 9000), "text-inside": behind(0x010F, 2, 20, 60),
    "text-larger": behind(0x010F, 2, 500, 9000), "text-of-0": behind(0x010F, 2, 0, 9000),
    "resolution-outside": behind(0x011A, 5, 1, 9000), "other-outside": behind(0x0100, 2, 20, 9000),
    "texts-overlap": block(entry(0x010E, 2, 60, 40), entry(0x010F, 2, 60, 40),
                           entry(ORIENTATION, 3, 1, 6), tail=b"x" * 64),
    "in-sub-directory": block(entry(0x8769, 4, 1, 26), tail=SIX[8:]),
    "far-directory": b"II*\0" + struct.pack("<I", 40) + b"\0" * 32 + SIX[8:],
    "directory-in-header": b"II*\0" + struct.pack("<I", 4) + b"\0" * 8,
    "other-mark": b"II\0*" + SIX[4:], "no-mark": b"II+\0" + SIX[4:], "no-order": b"IM*\0" + SIX[4:],
}


def segment(payload):
    return b"\xff\xe1" + struct.pack(">H", len(payload) + 2) + payload


def jpegs():
    six = segment(EXIF + SIX)
    xmp = segment(XMP_SEGMENT + XMP)
    yield from ((name, segment(EXIF + data)) for name, data in BLOCKS.items())
    yield "two", six + segment(EXIF + THREE)
    yield "silent-first", segment(EXIF + SILENT) + six
    yield "broken-first", segment(EXIF + b"junkjunk") + six
    yield "split", segment(EXIF + SIX[:20]) + segment(EXIF + SIX[20:])
    yield "named-twice", segment(EXIF + EXIF + SIX)
    yield "without-name", segment(SIX)
    yield "other-app1-first", segment(XMP_SEGMENT + b"<x/>") + six
    yield "xmp", xmp
    yield "xmp-element", segment(XMP_SEGMENT + XMP_ELEMENT)
    yield "xmp-and-one", segment(EXIF + ONE) + xmp
    yield "xmp-and-silent", segment(EXIF + SILENT) + xmp
    yield "xmp-and-empty", segment(EXIF) + xmp


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def raw_profile(data):
    """As ImageMagick writes it."""
    digits = data.hex().encode()
    lines = [digits[i:i + 72] for i in range(0, len(digits), 72)]
    return b"\nexif\n%8d\n" % len(data) + b"\n".join(lines) + b"\n"


def pngs():
    """Chunks before the pixels, and behind them."""
    six, three = chunk(b"eXIf", SIX), chunk(b"eXIf", THREE)
    raw = raw_profile(EXIF + SIX)
    text = chunk(b"tEXt", RAW_KEY + b"\0" + raw)
    xmp = chunk(b"iTXt", XMP_KEY + bytes(5) + XMP)
    yield from ((name, chunk(b"eXIf", data), b"") for name, data in BLOCKS.items())
    yield "behind", b"", six
    yield "two", six + three, b""
    yield "two-behind", six, three
    yield "named", chunk(b"eXIf", EXIF + SIX), b""
    yield "raw", text, b""
    yield "raw-behind", b"", text
    yield "raw-packed", chunk(b"zTXt", RAW_KEY + b"\0\0" + zlib.compress(raw)), b""
    yield "raw-itxt", chunk(b"iTXt", RAW_KEY + bytes(5) + raw), b""
    yield "raw-itxt-packed", chunk(b"iTXt", RAW_KEY + b"\0\1\0\0\0" + zlib.compress(raw)), b""
    yield "raw-without-name", chunk(b"tEXt", RAW_KEY + b"\0" + raw_profile(SIX)), b""
    yield "raw-odd", chunk(b"tEXt", RAW_KEY + b"\0" + raw[:-2]), b""
    yield "raw-spaced", chunk(b"tEXt", RAW_KEY + b"\0" + raw.replace(b"49", b" 49 ")), b""
    yield "raw-and-exif", three + text, b""
    yield "raw-and-one", chunk(b"eXIf", ONE) + text, b""
    yield "text-exif", chunk(b"tEXt", b"exif\0" + SIX), b""
    yield "xmp", xmp, b""
    yield "xmp-packed", chunk(b"iTXt", XMP_KEY + b"\0\1\0\0\0" + zlib.compress(XMP)), b""
    yield "xmp-text", chunk(b"tEXt", XMP_KEY + b"\0" + XMP_ELEMENT), b""
    yield "xmp-behind", b"", xmp
    yield "xmp-and-silent", chunk(b"eXIf", SILENT) + xmp, b""
    yield "xmp-and-9", chunk(b"eXIf", turned(value=9)) + xmp, b""


def webps():
    """EXIF, XMP, and what the header promises."""
    yield from ((name, data, b"", 8) for name, data in BLOCKS.items())
    yield "named", EXIF + SIX, b"", 8
    yield "named-twice", EXIF + EXIF + SIX, b"", 8
    yield "not-promised", SIX, b"", 0
    yield "xmp", b"", XMP, 4
    yield "xmp-and-silent", SILENT, XMP, 12


def riff(kind, data):
    return kind + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2) if data else b""


def encoded(image, form, **options):
    out = io.BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def write(folder):
    image = Image.fromarray(scene(40, 24))
    jpeg = encoded(image, "JPEG", quality=95)
    for name, segments in jpegs():
        (folder / f"turn-{name}.jpg").write_bytes(jpeg[:20] + segments + jpeg[20:])  # behind JFIF
    png = encoded(image, "PNG")
    pixels, end = png.index(b"IDAT") - 4, len(png) - 12
    for name, before, after in pngs():
        (folder / f"turn-{name}.png").write_bytes(png[:pixels] + before + png[pixels:end] + after +
                                                  png[end:])
    webp = encoded(image, "WEBP", lossless=True)
    for name, exif, xmp, flags in webps():
        size = struct.pack("<I", image.width - 1)[:3] + struct.pack("<I", image.height - 1)[:3]
        body = b"WEBP" + riff(b"VP8X", bytes([flags, 0, 0, 0]) + size) + webp[12:]
        body += riff(b"EXIF", exif) + riff(b"XMP ", xmp)
        (folder / f"turn-{name}.webp").write_bytes(b"RIFF" + struct.pack("<I", len(body)) + body)
