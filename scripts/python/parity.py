"""Holds fit299's tensors against those of the real frameworks, image by image, bit by bit.

    parity.py ENVIRONMENT FIT299 FOLDER SIZE [SUBSTRING]

Prints a line for each row of frameworks.py that ENVIRONMENT has (and whose name contains SUBSTRING).
Exits 1 when a row that must be exact is not.
"""
import collections
import json
import pathlib
import subprocess
import sys
import tempfile

import numpy

import frameworks

LISTED = 5  # images that are named below a line
NO_INPUT = 5  # fit299's exit code when it could use no image; then there is no manifest
SUFFIXES = (".jpg", ".jpeg", ".png", ".webp", ".gif", ".bmp", ".tif", ".tiff", ".pnm", ".avif", ".jp2")


def fit(program, folder, out, size, options):
    """A row of the manifest for each image of the folder."""
    command = [program, "fit", folder, "-o", out, "-q", "--skips-ok", "--size", str(size), *options]
    run = subprocess.run(command, stderr=subprocess.PIPE, text=True, check=False)
    if run.returncode == NO_INPUT:
        return [{"path": str(path.relative_to(folder)), "status": "skipped", "reason": "all are"}
                for path in sorted(pathlib.Path(folder).rglob("*"))
                if path.suffix.lower() in SUFFIXES]
    if run.returncode:
        raise RuntimeError(run.stderr.strip().splitlines()[0][:90])
    lines = [json.loads(line) for line in open(f"{out}/manifest.jsonl", encoding="utf-8")]
    return lines[1:-1]


class Tally:
    def __init__(self):
        self.images = self.exact = self.values = self.differing = 0
        self.refused = [0, 0]  # by the framework, by fit299
        self.largest = self.levels = 0.0
        self.notes = []

    def add(self, name, expected, got, level):
        self.images += 1
        if got.shape != expected.shape or got.dtype != expected.dtype:
            self.notes.append((numpy.inf, f"{name}: {got.dtype}{got.shape}"))
            self.levels = self.largest = numpy.inf
            return
        unequal = int(numpy.count_nonzero(expected != got))
        self.values += got.size
        self.differing += unequal
        self.exact += not unequal
        if unequal:
            difference = numpy.abs(expected.astype(numpy.float64) - got)
            levels = float((difference / level).max())
            self.largest = max(self.largest, float(difference.max()))
            self.levels = max(self.levels, levels)
            share = unequal / got.size
            self.notes.append((levels, f"{name}: {levels:.3g} levels, {share:.1e} of the values"))

    def share(self):
        return self.differing / max(self.values, 1)

    def good(self, name):
        if self.exact == self.images:
            return True
        levels, share = frameworks.BOUNDS.get(name, (0, 0))
        return self.levels <= levels * 1.001 and self.share() <= share


def compare(row, program, folder, size):
    tally = Tally()
    one_sided = []
    with tempfile.TemporaryDirectory() as out:
        for item in fit(program, folder, out, size, row.options):
            if row.engine and item.get("source", {}).get("depth", 8) > 8:
                continue
            path = item["path"]
            expected, refusal = frameworks.ask(row, pathlib.Path(folder) / path, size)
            skipped = item["status"] != "ok"
            tally.refused[0] += refusal is not None
            tally.refused[1] += skipped
            if refusal and not skipped:
                one_sided.append((path, "the framework", refusal))
            elif skipped and not refusal:
                one_sided.append((path, "fit299", f"{item['reason']}: {item.get('detail', '')}"))
            elif not skipped:
                file = pathlib.Path(out) / item["file"]
                tally.add(path, expected, numpy.load(file), numpy.array(row.level))
                file.unlink()
    return tally, one_sided


def report(row, tally, one_sided):
    seen = tally.images > 0 or not one_sided
    good = tally.good(row.name) and seen
    verdict = "FAILED" if not good else "" if tally.exact == tally.images else "known"
    print(f"{row.name:32} {tally.images:6} {tally.exact:6} {tally.refused[0]:9} "
          f"{tally.refused[1]:7} {tally.largest:11.3g} {tally.levels:8.3g} {tally.share():9.2g} "
          f"{verdict}".rstrip())
    if verdict == "FAILED":
        for _, note in sorted(tally.notes, reverse=True)[:LISTED]:
            print(f"    {note}")
    return good


def report_one_sided(refusals):
    """`refusals`: (row's name, (path, by whom, words)); the words of the first stand for all."""
    groups = collections.defaultdict(list)
    for name, (path, side, words) in refusals:
        groups[path, side].append((name, words))
    if groups:
        print("# refused by one side alone")
    for (path, side), items in sorted(groups.items()):
        name, words = items[0]
        others = f" and {len(items) - 1} more" if len(items) > 1 else ""
        print(f"{path}: by {side} in {name}{others}: {words}")


def main():
    environment, program, folder, size, *substring = sys.argv[1:]
    size = int(size)
    print(f"# {frameworks.versions(environment)}")
    print(f"{'# recipe or engine':32} {'images':>6} {'exact':>6} {'framework':>9} {'fit299':>7} "
          f"{'max':>11} {'levels':>8} {'share':>9}")
    good = True
    refusals = []
    for row in frameworks.rows(environment, *substring):
        if row.fixed and size != frameworks.SIZE:
            print(f"{row.name:32} fixed to {frameworks.SIZE} by its framework")
            continue
        try:
            tally, one_sided = compare(row, program, folder, size)
            good &= report(row, tally, one_sided)
            refusals += [(row.name, refusal) for refusal in one_sided]
        except RuntimeError as failure:
            good = False
            print(f"{row.name:32} FAILED: {failure}")
        sys.stdout.flush()
    report_one_sided(refusals)
    sys.exit(0 if good else 1)


main()
