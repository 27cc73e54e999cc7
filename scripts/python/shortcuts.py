"""What JPEG decoding that cuts corners does to the pixels.

    shortcuts.py FIT299 FOLDER [fit299 option...]

Fits the photos exactly, then once with each set of options, to 8 bits, and prints a Markdown table of how
far these pixels are from the exact ones, in levels of 0 to 255. Only photos that a row can change count
in it: a file that is no JPEG, or is not shrunk, keeps all its pixels.
"""
import json
import os
import resource
import subprocess
import sys
import tempfile

import numpy

ROWS = (
    ["--shrink-on-load=1"],
    ["--shrink-on-load=1.5"],
    ["--shrink-on-load=2"],
    ["--shrink-on-load=3"],
    ["--dct", "fast"],
    ["--upsampling", "plain"],
    ["--shrink-on-load=2", "--dct", "fast", "--upsampling", "plain"],
    ["--shrink-on-load=1", "--dct", "fast", "--upsampling", "plain"],
)


def fit(program, folder, options, output):
    """The pixels of all photos, the manifest's rows, and the CPU seconds that it took."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run([program, "fit", "-q", folder, "-o", output, "--dtype", "uint8", *options])
    if done.returncode not in (0, 3):
        sys.exit(f"shortcuts.py: {' '.join(options)}: exit {done.returncode}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = sum(getattr(after, key) - getattr(before, key) for key in ("ru_utime", "ru_stime"))
    with open(output + ".manifest.jsonl") as lines:
        rows = [json.loads(line) for line in lines]
    return (numpy.load(output, mmap_mode="r"),
            [row for row in rows if row.get("status") == "ok"], seconds)


def shrunk(rows):
    """How many photos were shrunk how many times, as text."""
    counts = {}
    for row in rows:
        times = row["geometry"].get("shrink", 1)
        counts[times] = counts.get(times, 0) + 1
    return ", ".join(f"{counts[times]} by {times}" for times in sorted(counts) if times > 1)


def difference(exact, pixels):
    """Of each photo that differs: PSNR in decibels, greatest and mean difference."""
    found = []
    for one, other in zip(exact, pixels):
        apart = numpy.abs(one.astype(numpy.int16) - other)
        if apart.any():
            mean_square = numpy.mean(numpy.square(apart, dtype=numpy.float64))
            found.append((10 * numpy.log10(255 ** 2 / mean_square), apart.max(), apart.mean()))
    return numpy.array(found)


def line(*cells):
    print("| " + " | ".join(str(cell) for cell in cells) + " |", flush=True)


def main():
    program, folder, *options = sys.argv[1:]
    with tempfile.TemporaryDirectory() as work:
        exact, rows, seconds = fit(program, folder, options, os.path.join(work, "exact.npy"))
        line("options", "photos that differ", "shrunk", "PSNR, dB: mean (worst)", "greatest", "mean",
             "CPU s")
        print("|" + "---|" * 7)
        line("none: exact", f"0 of {len(rows)}", "", "", "", "", f"{seconds:.2f}")
        for row in ROWS:
            output = os.path.join(work, "other.npy")
            pixels, rows, seconds = fit(program, folder, [*options, *row, "--overwrite"], output)
            found = difference(exact, pixels)
            words = ("", "", "")
            if len(found):
                psnr, most, mean = found.T
                words = (f"{psnr.mean():.1f} ({psnr.min():.1f})", f"{most.max():.0f}",
                         f"{mean.mean():.2f}")
            line(f"`{' '.join(row)}`", f"{len(found)} of {len(rows)}", shrunk(rows), *words,
                 f"{seconds:.2f}")


if __name__ == "__main__":
    main()
