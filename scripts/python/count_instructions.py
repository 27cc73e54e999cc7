"""Instructions of each stage of some fixed jobs; scripts/count-instructions has the options.

A stage is a room of the sources: what its functions execute, and what they call in libraries. When a
library's function serves several stages, its cost is shared out by what each of them spent in it. `start` is
the dynamic linker and what libraries do before main.
"""
import argparse
import collections
import glob
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PROGRAM = os.path.join(ROOT, "build/release/fit299")
COUNTS = os.path.join(ROOT, "tests/bench/instructions.txt")
MOST = 1.03
LEAST = 200_000  # a stage below this is not compared: it is within the noise
PHOTOS = 10  # the example photos, again and again; all jobs but `one`

# name: what fit299 is told.
JOBS = {
    "files": "-o {out}/d",
    "stack": "-o {out}/x.npy --dtype uint8 --normalize none",
    "crop": "-o {out}/d --policy center-crop --resize-shorter 333 --resample pillow:bicubic",
    "jpeg": "-o {out}/d -f jpeg",
    "tensorflow": "-o {out}/d --recipe keras-dataset-bilinear",
    "one": "-o {out}/x.npy",
}

# The room of a function decides; one of no room counts for its callers.
ROOMS = {"codec": "decode", "resample": "resample", "kernels": "resample", "tensor": "normalize",
         "sink": "write", "record": "record", "source": "read"}
NAMES = ("start", "decode", "encode", "resample", "normalize", "write", "record", "read", "rest")


def stage_of(function):
    """The stage of (object, name), or None."""
    library, name = function
    if "/ld-linux" in library:
        return "start"
    # Without its arguments, which may be of another room.
    name = name.replace("(anonymous namespace)::", "").split("(")[0]
    room = re.search(r"\bfit299::(?:(\w+)::)?", name)
    if room and room.group(1) == "codec" and "Encode" in name:
        return "encode"
    if room:
        return ROOMS.get(room.group(1), "rest")
    return "rest" if name == "main" or re.match(r"(CLI|toml|spdlog)::", name) else None


class Profile:
    """A callgrind file: what each function executes itself, and who calls whom at what cost."""

    def __init__(self, path):
        self.own = collections.Counter()
        self.calls = collections.Counter()  # (caller, callee): inclusive
        self.names = {}
        with open(path) as file:
            self.read(file)

    def name(self, kind, text):
        """(1) name, or (1) alone, which is the name of before."""
        number, _, name = text.partition(" ")
        if name:
            self.names[kind, number] = name
        return self.names[kind, number]

    def read(self, file):
        library = callee_library = function = callee = ""
        for line in file:
            key, _, value = line.rstrip("\n").partition("=")
            if key == "ob":
                library = self.name("ob", value)
            elif key == "fn":
                function = (library, self.name("fn", value))
            elif key == "cob":
                callee_library = self.name("ob", value)
            elif key == "cfn":
                callee = (callee_library or library, self.name("fn", value))
            elif key == "calls":
                self.calls[function, callee] += int(next(file).split()[1])
                callee_library = ""
            elif line[0] in "+-*0123456789":
                self.own[function] += int(line.split()[1])

    def vectors(self):
        """The unit that the kernels ran on."""
        found = {match.group(1) for _, name in self.own
                 for match in [re.search(r"::N_(\w+)::", name)] if match}
        return "+".join(sorted(found)) or "none"

    def stages(self):
        """Instructions by stage."""
        callers = collections.defaultdict(list)
        for (caller, callee), cost in self.calls.items():
            if caller != callee and cost:
                callers[callee].append((caller, cost))
        fixed = {function: stage_of(function) for function in
                 {*self.own, *(f for pair in self.calls for f in pair)}}
        shares = {function: {stage: 1.0} if stage else {} for function, stage in fixed.items()}
        open_ones = [function for function, stage in fixed.items() if not stage]
        for _ in range(50):  # far more than calls go deep between the stages
            for function in open_ones:
                share = collections.Counter()
                for caller, cost in callers[function]:
                    for stage, part in shares[caller].items():
                        share[stage] += part * cost
                total = sum(share.values())
                shares[function] = {s: part / total for s, part in share.items()} if total else {}
        result = collections.Counter()
        for function, cost in self.own.items():
            for stage, part in (shares[function] or {"rest": 1.0}).items():
                result[stage] += cost * part
        return {stage: round(result[stage]) for stage in NAMES if result[stage] >= 1}

    def top(self, count):
        """The costliest functions."""
        for function, cost in self.own.most_common(count):
            library, name = function
            yield cost, os.path.basename(library), name


def output_of(*command):
    try:
        return subprocess.run(command, capture_output=True, text=True).stdout.strip()
    except OSError:
        return ""


def surroundings(vectors):
    """What counts depend on, as the heading of a section."""
    with open(os.path.join(ROOT, "build/release/CMakeCache.txt")) as file:
        compiler = re.search(r"^CMAKE_CXX_COMPILER:\w+=(.*)$", file.read(), re.MULTILINE).group(1)
    version = output_of(compiler, "-dumpfullversion", "-dumpversion").split("\n")[0]
    name = "clang" if "clang" in output_of(compiler, "--version").lower() else "gcc"
    libraries = re.findall(r"^(?:jpeg|opencv): (.*)$", output_of(PROGRAM, "-V"), re.MULTILINE)
    return ", ".join([platform.machine(), vectors, f"{name} {version}",
                      " ".join(platform.libc_ver()), *libraries])


def photos(folder):
    """Copies of the example photos."""
    scenes = sorted(glob.glob(os.path.join(ROOT, "data/scenes/*.jpg")))
    for number in range(PHOTOS):
        shutil.copyfile(scenes[number % len(scenes)], os.path.join(folder, f"{number:02}.jpg"))


def profile(job, work):
    """Runs a job under callgrind."""
    source, out = os.path.join(work, "photos"), tempfile.mkdtemp(dir=work)
    if job == "one":
        source = os.path.join(ROOT, "data/scenes/landscape.jpg")
    options = JOBS[job].replace("{out}", out).split()
    file = os.path.join(out, "callgrind")
    # A fixed environment: what is searched for settings is counted, too.
    clean = {"PATH": os.environ["PATH"], "HOME": work, "LC_ALL": "C.UTF-8"}
    done = subprocess.run(["valgrind", "--tool=callgrind", f"--callgrind-out-file={file}",
                           PROGRAM, "fit", "-q", "-j", "1", source, *options],
                          stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, env=clean)
    if done.returncode:
        sys.exit(f"count-instructions: {job}: exit {done.returncode}: {done.stderr[-500:]}")
    return Profile(file)


def read_counts():
    """{surroundings: {(job, stage): count}}"""
    sections, section = {}, None
    if os.path.exists(COUNTS):
        with open(COUNTS) as file:
            for line in file:
                if line.startswith("["):
                    section = sections.setdefault(line.strip()[1:-1], {})
                elif line.strip() and not line.startswith("#"):
                    job, stage, count = line.split()
                    section[job, stage] = int(count)
    return sections


def write_counts(sections):
    with open(COUNTS, "w") as file:
        file.write("# Instructions by job and stage, written by scripts/count-instructions --update.\n"
                   "# A section for each compiler, vector unit and set of libraries.\n")
        for name in sorted(sections):
            file.write(f"\n[{name}]\n")
            for (job, stage), count in sections[name].items():
                file.write(f"{job:10} {stage:9} {count:12}\n")


def compare(known, counted):
    """Prints a table; true when nothing takes too much."""
    good = True
    print(f"{'job':10} {'stage':9} {'instructions':>13} {'share':>6}  {'before':>13}")
    totals = collections.Counter()
    for (job, stage), count in counted.items():
        totals[job] += count if stage != "all" else 0
    for (job, stage), count in counted.items():
        before = known.get((job, stage))
        change = ""
        if before:
            change = f"{(count / before - 1) * 100:+.1f} %"
            if before >= LEAST and count > before * MOST:
                change += "  TOO MUCH"
                good = False
        print(f"{job:10} {stage:9} {count:13,} {count / totals[job]:6.1%}  "
              f"{f'{before:,}' if before else '':>13} {change}")
    return good


def main():
    parser = argparse.ArgumentParser(prog="scripts/count-instructions")
    parser.add_argument("--update", action="store_true")
    parser.add_argument("--job", action="append", choices=JOBS)
    parser.add_argument("--top", type=int, default=0)
    options = parser.parse_args()
    counted, vectors = {}, set()
    with tempfile.TemporaryDirectory() as work:
        os.mkdir(os.path.join(work, "photos"))
        photos(os.path.join(work, "photos"))
        for job in options.job or JOBS:
            found = profile(job, work)
            vectors.add(found.vectors())
            for stage, count in found.stages().items():
                counted[job, stage] = count
            counted[job, "all"] = sum(found.own.values())
            for cost, library, name in found.top(options.top):
                print(f"{job:10} {cost:13,} {cost / counted[job, 'all']:6.1%}  {library}  {name[:90]}")
    sections = read_counts()
    here = surroundings("+".join(sorted(vectors - {"none"})))
    known = sections.get(here, {})
    print(f"{here}, {PHOTOS} photos:")
    good = compare(known, counted)
    if options.update:
        sections[here] = {**known, **counted}
        write_counts(sections)
        return 0
    if not known:
        print(f"Nothing to compare with: {os.path.relpath(COUNTS, ROOT)} has no counts for these "
              "libraries, compiler and vector unit. --update writes them.", file=sys.stderr)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
