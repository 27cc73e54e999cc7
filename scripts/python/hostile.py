"""Holds fit299 against hostile and odd files, one by one: what each gets, in what time and memory.

    hostile.py FIT299 TABLE FOLDER [FOLDER2]

TABLE has tab-separated columns, among them: set ("gen": below FOLDER; anything else: below FOLDER2),
path (bytes that are not plain stand as %XX), expect and code. expect is

    accept  it is fitted
    warn    it is fitted, and the codes stand in its changes or warnings: a|b either, a,b both
    reject  it is skipped for one of the codes a|b
    any     it is fitted, or skipped for one of the codes, or any where none is named

Of what is `vanished` nothing is there; root reads what is `unreadable` as nobody.
Prints the rows that get something else, and the slowest and largest. Exits 1 when a row does that
is not in ARGUED, or takes more than SECONDS of processor time or MEGABYTES; 77 when there are no files.
"""
import csv
import json
import os
import re
import subprocess
import sys
import tempfile
import threading

SECONDS = 2
MEGABYTES = 300
OUT_OF_TIME = 60

# Rows that are held to be wrong.
ARGUED = {
    "jpeg/lost_512.jpg": "the data end before the picture does, as in a cut file",
    "other/svg_bomb.jpg": "SVG is known: unsupported-format, as other/svg.svg is to be",
    "crash-74d2a78403a5a59db1fb0a2b8735ac068a75f6e3.tif": "five bad code words in its G4 data",
}

NOBODY = 65534


def real_path(row, folders):
    name = re.sub(rb"%([0-9A-F]{2})", lambda m: bytes([int(m[1], 16)]), row["path"].encode())
    return os.path.join(folders[row["set"] != "gen"].encode(), name)


def run(command, names, user):
    """Its words, exit code and use of resources, that of its own children included."""
    with tempfile.TemporaryFile() as read, tempfile.TemporaryFile() as words:
        read.write(names)
        read.seek(0)
        process = subprocess.Popen(command, stdin=read, stdout=subprocess.DEVNULL, stderr=words,
                                   user=user)
        clock = threading.Timer(OUT_OF_TIME, process.kill)
        clock.start()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)  # it need not be waited for again
        hangs = not clock.is_alive()
        clock.cancel()
        words.seek(0)
        text = "it hangs" if hangs else words.read().decode(errors="replace")
        return text, process.returncode, usage


class Outcome:
    """What one file gets."""

    def __init__(self, program, path, scratch, user=None):
        manifest = os.path.join(scratch, b"manifest")
        # In a list, so that folders and archives are tried as images, too.
        command = [program, b"fit", b"-0", b"-T", b"-", b"--root", b"/", b"--overwrite", b"-q",
                   b"-o", os.path.join(scratch, b"x.npy"), b"--manifest", manifest, b"--size", b"64"]
        self.words, self.exit, usage = run(command, path + b"\0", user)
        # Of the processor; unlike the clock's, not of others on this machine.
        self.seconds = usage.ru_utime + usage.ru_stime
        self.megabytes = usage.ru_maxrss / 1024
        self.reason = None
        self.codes = set()
        if self.exit == 5:  # no usable input: no manifest
            found = re.search(r": ([a-z-]+): ", self.words)
            self.reason = found[1] if found else "?"
        elif self.exit == 0:
            with open(manifest, encoding="utf-8") as lines:
                row = json.loads(lines.readlines()[1])
            self.codes = set(row.get("changes", [])) | set(row.get("warnings", []))
        else:
            self.reason = f"exit {self.exit}"

    def meets(self, row):
        codes = row["code"]
        if row["expect"] == "accept":
            return self.reason is None
        if row["expect"] == "warn":
            return self.reason is None and all(self.codes & set(some.split("|"))
                                               for some in codes.split(","))
        if row["expect"] == "any" and (self.reason is None or not codes):
            return True
        return self.reason in codes.split("|")

    def is_cheap(self):
        return self.seconds <= SECONDS and self.megabytes <= MEGABYTES


def main():
    program, table, *folders = sys.argv[1:]
    folders = (folders * 2)[:2]
    with open(table, encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    present = [row for row in rows
               if row["code"] == "vanished" or os.path.lexists(real_path(row, folders))]
    if all(row["code"] == "vanished" for row in present):
        print(f"none of the files of {table} is in {' or '.join(folders)}")
        sys.exit(77)
    failures = argued = 0
    outcomes = []
    with tempfile.TemporaryDirectory() as scratch:
        os.chmod(scratch, 0o777)
        for row in present:
            user = NOBODY if row["code"] == "unreadable" and os.geteuid() == 0 else None
            outcome = Outcome(program.encode(), real_path(row, folders), scratch.encode(), user)
            outcomes.append((outcome, row["path"][:60]))
            if outcome.meets(row) and outcome.is_cheap():
                continue
            known = row["path"] in ARGUED and outcome.is_cheap()
            failures += not known
            argued += known
            said = outcome.reason or "accepted, " + ",".join(sorted(outcome.codes))
            print(f"{'argued' if known else 'DIFFERS'}: {row['path'][:80]}: {row['expect']} "
                  f"{row['code']}, got {said} in {outcome.seconds:.2f} s, "
                  f"{outcome.megabytes:.0f} MB: "
                  f"{ARGUED.get(row['path'], outcome.words.strip()[-200:])}")
    slowest, slow_path = max(outcomes, key=lambda item: item[0].seconds)
    largest, large_path = max(outcomes, key=lambda item: item[0].megabytes)
    print(f"{len(present)} of {len(rows)} rows are there: {failures} differ, {argued} argued")
    print(f"slowest: {slowest.seconds:.2f} s, {slow_path}; "
          f"largest: {largest.megabytes:.0f} MB, {large_path}")
    sys.exit(1 if failures else 0)


main()
