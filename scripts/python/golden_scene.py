"""The picture of the golden tests, in integers alone; tests/golden/golden_scene.cpp draws the same."""
import numpy


def mix(x):
    """A well-mixed hash of 32-bit numbers."""
    x = x.astype(numpy.uint32)
    x = (x ^ (x >> 16)) * numpy.uint32(0x7FEB352D)
    x = (x ^ (x >> 15)) * numpy.uint32(0x846CA68B)
    return x ^ (x >> 16)


def scene(width, height):
    """Tiles of saturated checks, gradients, noise and stripes: content that resampling overshoots."""
    y, x, c = numpy.meshgrid(numpy.arange(height), numpy.arange(width), numpy.arange(3),
                             indexing="ij")
    tile = (x // 13 + y // 11) % 4
    checks = numpy.where((x + c) * (y + 2 * c + 1) & 4, 255, 0)
    gradient = x * 7 + y * 3 + c * 85 & 255
    noise = mix(x + 65536 * y + 1431655765 * c) >> 24
    stripes = numpy.where(((x * 3 + y) // 5 + c) % 3 == 0, 255, 0)
    return numpy.choose(tile, [checks, gradient, noise, stripes]).astype(numpy.uint8)
