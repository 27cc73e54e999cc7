"""The recipes as jobs of bench.py: every recipe and every ENGINE:FILTER, as float32 files and as one
uint8 stack, against the same floors as the jobs `files` and `stack`.

A few at a time run in turns with a floor of their own, so that the floor is as fresh as they are.
"""
import dataclasses
import json
import subprocess

TARGET = 1.35  # at most this ratio to the floor
AT_ONCE = 6  # in turns with one floor
OUTPUTS = ("files", "stack")


@dataclasses.dataclass(frozen=True)
class Entry:
    """A row of the table."""
    name: str
    options: str


def find(program, part):
    """All whose name contains `part`."""
    listed = json.loads(subprocess.run([program, "recipes", "--json"], capture_output=True,
                                       text=True, check=True).stdout)
    rows = [Entry(row["name"], "--recipe " + row["name"]) for row in listed["recipes"]]
    rows += [Entry(name, "--resample " + name) for name in listed["resample"]]
    return [row for row in rows if part in row.name]


def batches(rows):
    for output in OUTPUTS:
        for begin in range(0, len(rows), AT_ONCE):
            yield output, rows[begin:begin + AT_ONCE]


def cell(result):
    return f"{result['ratio']:.2f}" + (" *" if result["disturbed"] else "")


def table_rows(rows, results):
    """results: {(name, output): what bench.result_of says}"""
    yield ("", "float32 files", "CPU", "uint8 stack", "CPU", "at most", "")
    for row in rows:
        files, stack = (results[row.name, output] for output in OUTPUTS)
        kept = max(files["ratio"], stack["ratio"]) <= TARGET
        yield (row.name, cell(files), f"{files['cpu_ratio']:.2f}", cell(stack),
               f"{stack['cpu_ratio']:.2f}", f"{TARGET:.2f}", "kept" if kept else "**missed**")
