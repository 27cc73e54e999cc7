"""Times fit299 and the floor under it side by side; scripts/bench has the options.

A job's competitors take turns: each round runs all of them once, in a new order. A ratio is that of
two runs of the same round, and the median over the rounds is told, as with all numbers. Before
the rounds, everybody warms up; the memory of that run is what is told. Outputs are removed, and a fresh
folder made, outside the measured time; a file system may be slow where much was just deleted.

While a competitor runs, the share of the machine that others took is measured, too. A round in which they
took more than a tenth does not count, unless fewer than two are left: then all count, and the row
is marked with a *.
"""
import argparse
import dataclasses
import datetime
import hashlib
import json
import os
import platform
import random
import re
import shlex
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time

import bench_peers
import bench_recipes

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BUILD = os.path.join(ROOT, "build", "release")
CORES = len(os.sched_getaffinity(0))
QUIET = 0.10
UINT8_BYTES = 299 * 299 * 3
TINY_BYTES = 64 * 64 * 3
COPIES_UP_TO = 1 << 30  # a larger corpus is made of links
COLD_STARTS = 20  # in each round


@dataclasses.dataclass(frozen=True)
class Job:
    """A row of the table of targets. {source}, {out} and {n} (a number) are filled in."""
    name: str
    title: str
    corpus: str
    fit: str  # the options of fit299
    floor: str = ""  # those of bench_floor; "": the job has no floor
    target: float = 0  # at most this ratio to the floor; 0: none
    other_floors: tuple = ()  # (name, options), told but not compared with
    needs: str = ""  # an option of fit299 without which the job is not there yet
    by: str = "floor"  # whose time the ratio is to, if it runs


# What fast_resize does, at its own least distance to the target.
SHORTCUTS = "-o {out}/d -f jpeg --quality 95 --shrink-on-load=1 --dct fast --upsampling plain"


JOBS = (
    Job("files", "ordinary photos, a float32 file each", "photos",
        "-o {out}/d", "decode,write {source} {out}", 1.20,
        (("decode only", "decode {source} {out}"),)),
    Job("stack", "ordinary photos, one uint8 stack", "photos",
        "-o {out}/x.npy --dtype uint8 --normalize none",
        f"--single --bytes {UINT8_BYTES} decode,write {{source}} {{out}}/x", 1.25),
    Job("crop", "ordinary photos, shorter side to 333, bicubic, the middle", "photos",
        "-o {out}/d --policy center-crop --resize-shorter 333 --resample pillow:bicubic",
        "decode,write {source} {out}", 1.27),
    Job("phone", "12-megapixel photos, a float32 file each", "phone",
        "-o {out}/d", "decode,write {source} {out}", 1.10),
    Job("phone-scaled", "12-megapixel photos, `--shrink-on-load=1`", "phone",
        "-o {out}/d --shrink-on-load=1", "--scale 299 decode,write {source} {out}", 1.15,
        needs="--shrink-on-load"),
    Job("phone-crop", "12-megapixel photos, plain center crop, the rest checked", "phone",
        "-o {out}/d --policy center-crop", "decode {source} {out}", 0.70),
    Job("jpeg", "ordinary photos to 299x299 JPEG, quality 95", "photos",
        "-o {out}/d -f jpeg --quality 95", "decode,encode,write {source} {out}", 1.20,
        needs="--quality"),
    Job("mix", "PNG, WebP, GIF, BMP, TIFF and other JPEG, a float32 file each", "mix", "-o {out}/d"),
    Job("tiny", "10,000 tiny photos, one uint8 stack of 64x64", "tiny",
        "-o {out}/x.npy --size 64 --dtype uint8 --normalize none",
        f"--single --bytes {TINY_BYTES} decode,write {{source}} {{out}}/x"),
    Job("one", "one photo from a cold start", "photos", "-o {out}/{n}.npy",
        "decode,write {source} {out}"),
    Job("tensorflow", "TensorFlow's pixels (`keras-dataset-bilinear`)", "photos",
        "-o {out}/d --recipe keras-dataset-bilinear", target=0.25, by="tf.data"),
    Job("thumbnails", "ordinary photos to JPEG, corners cut", "photos", SHORTCUTS, target=1.0,
        needs="--shrink-on-load", by="fast_resize"),
    Job("phone-thumbnails", "12-megapixel photos to JPEG, corners cut", "phone", SHORTCUTS,
        target=1.0, needs="--shrink-on-load", by="fast_resize"),
)
ASKED_FOR = {"tf.data": "--tensorflow PYTHON or --peers", "fast_resize": "--fast-resize PROGRAM"}
ONE_SECONDS, ONE_BYTES = 0.010, 20e6  # the target of `one`


# The machine.

def first_match(path, pattern):
    try:
        with open(path) as file:
            match = re.search(pattern, file.read(), re.MULTILINE)
        return match.group(1).strip() if match else ""
    except OSError:
        return ""


def vector_unit():
    flags = first_match("/proc/cpuinfo", r"^flags\s*:(.*)$").split()
    for flag, name in (("avx512bw", "AVX-512"), ("avx2", "AVX2"), ("ssse3", "SSSE3"), ("sse2", "SSE2")):
        if flag in flags:
            return name
    return "NEON" if platform.machine() == "aarch64" else "?"


def output_of(*command):
    try:
        return subprocess.run(command, capture_output=True, text=True, cwd=ROOT).stdout.strip()
    except OSError:
        return ""


def machine(work):
    return {
        "processor": first_match("/proc/cpuinfo", r"^model name\s*:(.*)$") or platform.machine(),
        "family": " ".join(first_match("/proc/cpuinfo", rf"^{key}\s*:(.*)$")
                           for key in ("cpu family", "model")),
        "cores": CORES,
        "vectors": vector_unit(),
        "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9),
        "system": (first_match("/etc/os-release", r'^PRETTY_NAME="(.*)"') + ", Linux "
                   + platform.release().split("-")[0]),
        "outputs_on": output_of("df", "--output=fstype", work).split()[-1],
        "jpeg": output_of(os.path.join(BUILD, "tests/bench/bench_floor"), "--version"),
        "compiler": first_match(os.path.join(BUILD, "CMakeCache.txt"),
                                r"^CMAKE_CXX_COMPILER:\w+=(.*)$"),
        "commit": output_of("git", "describe", "--always", "--dirty"),
        "date": datetime.date.today().isoformat(),
    }


# Corpora.

def find_photos(folder):
    return [os.path.join(folder, path) for path in bench_peers.photos(folder)]


def make_folder(folder, fill):
    """Makes the folder whole or not at all."""
    if os.path.isdir(folder):
        return folder
    part = folder + ".part"
    shutil.rmtree(part, ignore_errors=True)
    os.makedirs(part)
    fill(part)
    os.rename(part, folder)
    return folder


def repeat_photos(photos, count, folder):
    """`count` photos: some of them when there are more, else all again and again, as copies, so
    that no cache of the processor holds them."""
    if len(photos) >= count:
        chosen = [photos[i * len(photos) // count] for i in range(count)]
    else:
        chosen = [photos[i % len(photos)] for i in range(count)]
    link = sum(os.path.getsize(path) for path in chosen) > COPIES_UP_TO
    for number, path in enumerate(chosen):
        name = os.path.join(folder, f"{number:05}.jpg")
        if link:
            os.symlink(path, name)
        else:
            shutil.copyfile(path, name)


class Corpora:
    def __init__(self, folder, count, home):
        self.photos = find_photos(folder)
        if not self.photos:
            sys.exit(f"scripts/bench: no JPEG in {folder}")
        self.count = count
        names = repr([(path, os.path.getsize(path), os.stat(path).st_mtime_ns)
                      for path in self.photos])
        key = hashlib.sha256(names.encode()).hexdigest()[:10]
        self.home = os.path.join(home, "corpora-" + key)

    def get(self, name):
        """The folder of a corpus, made if need be."""
        if name == "photos":
            return make_folder(os.path.join(self.home, f"photos-{self.count}"),
                               lambda part: repeat_photos(self.photos, self.count, part))
        source = make_folder(os.path.join(self.home, "source"), lambda part: repeat_photos(
            self.photos, min(len(self.photos), 200), part))
        return make_folder(os.path.join(self.home, name), lambda part: self.make(name, source, part))

    @staticmethod
    def make(name, source, part):
        print(f"Making the corpus {name}", file=sys.stderr)
        script = os.path.join(ROOT, "scripts/python/bench_corpora.py")
        subprocess.run([environment("pillow12"), script, name, source, part], check=True)


def environment(name):
    """The python of a pinned environment, made if need be."""
    script = os.path.join(ROOT, "scripts/python/environment")
    python = subprocess.run([script, name], stdout=subprocess.PIPE, text=True, check=True).stdout
    return os.path.join(ROOT, python.strip())


# Running.

def busy_seconds():
    """CPU seconds spent by everybody since the machine started."""
    with open("/proc/stat") as file:
        user, nice, system, _idle, _wait, irq, soft = map(int, file.readline().split()[1:8])
    return (user + nice + system + irq + soft) / os.sysconf("SC_CLK_TCK")


def resident(pid):
    """Proportional set size of a process and those below it, in bytes: shared pages count once."""
    total = 0
    try:
        with open(f"/proc/{pid}/smaps_rollup") as file:
            total = next(int(line.split()[1]) * 1024 for line in file if line.startswith("Pss:"))
    except (OSError, StopIteration):
        pass
    try:
        for task in os.listdir(f"/proc/{pid}/task"):
            with open(f"/proc/{pid}/task/{task}/children") as file:
                total += sum(resident(int(child)) for child in file.read().split())
    except OSError:
        pass
    return total


class Outputs:
    """A fresh folder for each run. An ext4 without a journal searches past files that were deleted a
    moment ago, for each that is made; +T spreads the folders over the disk."""

    def __init__(self, work):
        os.makedirs(work, exist_ok=True)
        self.home = tempfile.mkdtemp(prefix="outputs-", dir=work)
        subprocess.run(["chattr", "+T", self.home], stderr=subprocess.DEVNULL)

    def fresh(self):
        for name in os.listdir(self.home):
            shutil.rmtree(os.path.join(self.home, name))
        return tempfile.mkdtemp(dir=self.home)

    def remove(self):
        shutil.rmtree(self.home)


@dataclasses.dataclass
class Competitor:
    name: str
    command: list  # with {source}, {out}, {n}
    antialiased: object = None
    levels: float = None  # mean difference to fit299's pixels
    warm: dict = None
    runs: dict = dataclasses.field(default_factory=dict)  # by round


def fill(command, source, out):
    return [part.replace("{source}", source).replace("{out}", out) for part in command]


def watch_memory(process, peak):
    while process.poll() is None:
        # Not bench_timed itself.
        try:
            with open(f"/proc/{process.pid}/task/{process.pid}/children") as file:
                peak[0] = max([peak[0], *(resident(int(pid)) for pid in file.read().split())])
        except OSError:
            pass
        time.sleep(0.003)


def run(command, times, watch=False):
    """Medians of `times` runs: wall, cpu, peak; the share of the machine that others used."""
    before, others = time.perf_counter(), busy_seconds()
    time.sleep(0.2)  # so that the share of others is known for short runs, too
    timed = [os.path.join(BUILD, "tests/bench/bench_timed"), str(times), *command]
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+", errors="replace") as err:
        process = subprocess.Popen(timed, stdin=subprocess.DEVNULL, stdout=out, stderr=err)
        peak = [0]
        if watch:
            watcher = threading.Thread(target=watch_memory, args=(process, peak))
            watcher.start()
            watcher.join()
        process.wait()
        elapsed = time.perf_counter() - before
        for file in (out, err):
            file.seek(0)
        lines = [json.loads(line) for line in out if line.startswith('{"wall"')]
        errors = err.read()[-500:]
    if not lines or any(line["exit"] not in (0, 3) for line in lines):
        raise RuntimeError(f"{shlex.join(command)}: {errors.strip() or lines}")
    result = {key: statistics.median(line[key] for line in lines) for key in ("wall", "cpu")}
    result["peak"] = max(peak[0], *(line["peak"] for line in lines)) if times > 1 else peak[0] or max(
        line["peak"] for line in lines)
    ours = sum(line["cpu"] for line in lines)
    foreign = (busy_seconds() - others - ours) / (elapsed * CORES)
    # What bench_timed itself and this script used is in there, but is next to nothing.
    result["others"] = round(max(0.0, foreign), 3)
    return result


def floor_command(options):
    return [os.path.join(BUILD, "tests/bench/bench_floor"), *options.split()]


def competitors(job, options, pythons):
    found = [Competitor("fit299", [options.program, "fit", "-q", "{source}", *job.fit.split()])]
    if job.floor:
        found.append(Competitor("floor", floor_command(job.floor)))
    found += [Competitor(f"floor: {name}", floor_command(arguments))
              for name, arguments in job.other_floors]
    if job.by == "fast_resize" and options.fast_resize:
        batch = [options.fast_resize, "batch", "-w", "299", "-h", "299", "--no-aspect-ratio", "-q",
                 "95", "-f", "triangle", "-t", str(CORES)]
        found += [Competitor("fast_resize", [*batch, "{source}", "{out}"]),
                  Competitor("fast_resize, pipeline",
                             [*batch, "--max-speed", "{source}", "{out}"])]
    script = os.path.join(ROOT, "scripts/python/bench_peers.py")
    for peer in bench_peers.PEERS:
        if job.name not in peer.jobs.split():
            continue
        if not options.peers and job.name != "tensorflow":
            continue
        python = bench_peers.available(peer.environment, pythons)
        if python:
            found.append(Competitor(peer.name, [python, "-W", "ignore", script, peer.name, job.name,
                                                "{source}", "{out}"], peer.antialiased))
    return found


def files_below(folder):
    return [os.path.join(place, name) for place, _, names in os.walk(folder) for name in names
            if "manifest" not in name and not name.startswith(".")]


def tensors_of(out):
    """What `compare` takes of an output folder."""
    for name in ("d", "x.npy", "0.npy"):
        if os.path.exists(os.path.join(out, name)):
            return os.path.join(out, name)
    return out


def difference(program, mine, theirs):
    """Mean difference in levels of 0..255, or None where `compare` has nothing to say."""
    answer = subprocess.run([program, "compare", mine, theirs, "--json"], capture_output=True,
                            text=True)
    try:
        found = json.loads(answer.stdout)
        if found["images"] == 0:
            return None
        levels = 1 if found["a"]["dtype"] == "uint8" else 127.5
        return found["difference"]["mean"] * levels
    except (ValueError, KeyError):
        return None


def warm_up(job, running, source, outputs, options):
    """Runs everybody once; drops, with a word, who fails or leaves work undone."""
    kept, expected = [], None
    times = COLD_STARTS if job.name == "one" else 1
    mine = None
    for competitor in running:
        out = outputs.fresh() if mine is None else tempfile.mkdtemp(dir=outputs.home)
        try:
            competitor.warm = run(fill(competitor.command, source, out), times, watch=times == 1)
        except RuntimeError as error:
            if competitor.name in ("fit299", "floor"):
                raise
            print(f"{job.name}: without {competitor.name}: {error}", file=sys.stderr)
            continue
        made = len(files_below(out))
        if competitor.name == "fit299":
            mine, expected = out, made
        elif not competitor.name.startswith("floor"):
            if made != expected and job.name != "one":
                print(f"{job.name}: without {competitor.name}: {made} outputs instead of {expected}",
                      file=sys.stderr)
                continue
            if job.name != "one" and " jpeg " not in job.fit:
                competitor.levels = difference(options.program, tensors_of(mine), tensors_of(out))
        if out != mine:
            shutil.rmtree(out)
        kept.append(competitor)
    return kept


def measure(job, running, source, outputs, options):
    times = COLD_STARTS if job.name == "one" else 1
    for number in range(options.rounds):
        print(f"{job.name}: round {number + 1} of {options.rounds}", file=sys.stderr)
        order = list(running)
        random.Random(f"{job.name} {number}").shuffle(order)
        for competitor in order:
            out = outputs.fresh()
            competitor.runs[number] = run(fill(competitor.command, source, out), times)


# Results.

def counted(*sides):
    """The rounds that count, and whether others disturbed too many of them."""
    rounds = set.intersection(*(set(side.runs) for side in sides))
    quiet = {n for n in rounds if all(side.runs[n]["others"] <= QUIET for side in sides)}
    return (sorted(quiet), False) if len(quiet) >= 2 else (sorted(rounds), True)


def result_of(job, competitor, reference):
    rounds, disturbed = counted(competitor)
    walls = [competitor.runs[n]["wall"] for n in rounds]
    result = {
        "name": competitor.name,
        "command": competitor.command,
        "seconds": statistics.median(walls),
        "least": min(walls),
        "most": max(walls),
        "cpu": statistics.median(competitor.runs[n]["cpu"] for n in rounds),
        "peak": competitor.warm["peak"],
        "others": max(competitor.runs[n]["others"] for n in competitor.runs),
        "disturbed": disturbed,
        "antialiased": competitor.antialiased,
        "levels": competitor.levels,
        "runs": list(competitor.runs.values()),
    }
    if reference is not None:
        rounds, disturbed = counted(competitor, reference)
        ratios = [competitor.runs[n]["wall"] / reference.runs[n]["wall"] for n in rounds]
        result["ratio"] = statistics.median(ratios)
        result["ratios"] = ratios
        result["cpu_ratio"] = statistics.median(
            competitor.runs[n]["cpu"] / reference.runs[n]["cpu"] for n in rounds)
        result["disturbed"] = result["disturbed"] or disturbed
    return result


def verdict(job, results):
    """Measured, target and whether it is kept, as text; None: no target."""
    mine = next(result for result in results if result["name"] == "fit299")
    mark = " *" if mine["disturbed"] else ""
    if job.name == "one":
        kept = mine["seconds"] <= ONE_SECONDS and mine["peak"] <= ONE_BYTES
        return (f"{mine['seconds'] * 1000:.1f} ms, {mine['peak'] / 1e6:.1f} MB{mark}",
                f"{ONE_SECONDS * 1000:.0f} ms, {ONE_BYTES / 1e6:.0f} MB", kept)
    if "ratio" not in mine:
        return f"{mine['seconds']:.2f} s{mark}", "", None
    if not job.target:
        return f"{mine['ratio']:.2f}{mark}", "", None
    return f"{mine['ratio']:.2f}{mark}", f"{job.target:.2f}", mine["ratio"] <= job.target


def bench(job, options, corpora, outputs, pythons, have):
    if job.needs and job.needs not in have:
        return {"job": job.name, "title": job.title, "missing": f"{job.needs} is not there yet"}
    running = competitors(job, options, pythons)
    if len(running) == 1 and job.by in ASKED_FOR:
        return {"job": job.name, "title": job.title, "missing": f"asks for {ASKED_FOR[job.by]}"}
    source = corpora.get(job.corpus)
    images = len(os.listdir(source))
    if job.name == "one":
        source, images = os.path.join(source, sorted(os.listdir(source))[images // 2]), 1
    running = warm_up(job, running, source, outputs, options)
    measure(job, running, source, outputs, options)
    reference = next((one for one in running if one.name == job.by), None)
    results = sorted((result_of(job, one, reference) for one in running),
                     key=lambda result: result["seconds"])
    measured, target, kept = verdict(job, results)
    return {"job": job.name, "title": job.title, "images": images, "by": job.by, "results": results,
            "measured": measured, "target": target, "kept": kept}


def bench_every_recipe(options, corpora, outputs):
    """Every recipe and engine against the floor, a few at a time."""
    rows = bench_recipes.find(options.program, options.only)
    if not rows:
        sys.exit(f"scripts/bench: no recipe and no engine has {options.only} in its name")
    jobs = {job.name: job for job in JOBS}
    source = corpora.get("photos")
    results = {}
    for output, batch in bench_recipes.batches(rows):
        job = jobs[output]
        running = [Competitor(row.name, [options.program, "fit", "-q", "{source}",
                                         *row.options.split(), *job.fit.split()]) for row in batch]
        running.append(Competitor("floor", floor_command(job.floor)))
        for competitor in running:
            competitor.warm = run(fill(competitor.command, source, outputs.fresh()), 1, watch=True)
        measure(job, running, source, outputs, options)
        for competitor in running[:-1]:
            results[competitor.name, output] = result_of(job, competitor, running[-1])
    return {"recipes": list(bench_recipes.table_rows(rows, results)),
            "images": len(os.listdir(source)),
            "disturbed": any(result["disturbed"] for result in results.values()),
            "results": [{"output": output, **result}
                        for (_, output), result in results.items()]}


def recipes_markdown(about, done):
    parts = [*heading(about), f"{done['images']} photos, {about['rounds']} rounds, to the floor:",
             table(done["recipes"])]
    if done["disturbed"]:
        parts.append(DISTURBED)
    return "\n\n".join(parts) + "\n"


def table(rows):
    head, *body = rows
    lines = ["| " + " | ".join(row) + " |" for row in (head, *body)]
    return "\n".join([lines[0], "|" + "---|" * len(head), *lines[1:]])


def row_of(result, images):
    digits = 4 if result["most"] < 0.5 else 2
    seconds, least, most, cpu = (f"{result[key]:.{digits}f}"
                                 for key in ("seconds", "least", "most", "cpu"))
    ratio = f"{result['ratio']:.2f}" if "ratio" in result else ""
    cpu_ratio = f"{result['cpu_ratio']:.2f}" if "cpu_ratio" in result else ""
    levels = "" if result["levels"] is None else f"{result['levels']:.2f}"
    return (result["name"] + (" *" if result["disturbed"] else ""), seconds, ratio,
            f"{least} to {most}", cpu, cpu_ratio, f"{images / result['seconds']:.0f}",
            f"{result['peak'] / 1e6:.0f}", levels)


DISTURBED = ("\\* Other programs used more than a tenth of the machine in too many rounds: "
             "not to be trusted.")


def heading(about):
    return [f"{about['processor']} (family, model: {about['family']}), {about['cores']} cores, "
            f"{about['vectors']}, {about['memory_gb']} GB; {about['system']}; {about['jpeg']}; "
            f"outputs on {about['outputs_on']}; commit {about['commit']}, {about['date']}:",
            "    " + about["command"]]


def markdown(about, done):
    rows = [("job", "", "measured", "at most", "")]
    for one in done:
        if "missing" in one:
            rows.append((one["job"], one["title"], one["missing"], "", ""))
        else:
            kept = {True: "kept", False: "**missed**", None: ""}[one["kept"]]
            rows.append((one["job"], one["title"], one["measured"], one["target"], kept))
    parts = [*heading(about), table(rows)]
    if any(result["disturbed"] for one in done for result in one.get("results", ())):
        parts.append(DISTURBED)
    for one in done:
        if "missing" in one:
            continue
        images = one["images"]
        parts.append(f"### {one['job']}: {one['title']}")
        parts.append(f"{images} image{'s' if images != 1 else ''}, {about['rounds']} rounds:")
        parts.append(table([("", "s", f"to {one['by']}", "range", "CPU s", f"to {one['by']}",
                             "images/s", "peak MB",
                             "levels apart"),
                            *(row_of(result, images) for result in one["results"])]))
    return "\n\n".join(parts) + "\n"


# The command line.

def parse():
    parser = argparse.ArgumentParser(prog="scripts/bench")
    parser.add_argument("folder", nargs="?", default=os.path.join(ROOT, "data"), metavar="DIR")
    parser.add_argument("--job", action="append", choices=[job.name for job in JOBS])
    parser.add_argument("--recipes", action="store_true")
    parser.add_argument("--only", default="", metavar="PART")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--peers", action="store_true")
    parser.add_argument("--tensorflow", metavar="PYTHON")
    parser.add_argument("--fast-resize", metavar="PROGRAM")
    parser.add_argument("--images", type=int, default=1000)
    parser.add_argument("--work", default=os.path.join(ROOT, "build/bench"))
    parser.add_argument("--program", default=os.path.join(BUILD, "fit299"))
    parser.add_argument("--json")
    parser.add_argument("--markdown")
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    if options.rounds < 1 or options.images < 1:
        parser.error("--rounds and --images are at least 1")
    if options.recipes and (options.job or options.peers or options.tensorflow):
        parser.error("--recipes is a run of its own: no --job, no peers")
    if options.only and not options.recipes:
        parser.error("--only is for --recipes")
    if not os.path.isdir(options.folder):
        parser.error(f"{options.folder} is no folder")
    options.folder = os.path.abspath(options.folder)
    options.work = os.path.abspath(options.work)
    options.program = os.path.abspath(options.program)
    if options.fast_resize:
        options.fast_resize = os.path.abspath(options.fast_resize)
    return options


def build():
    subprocess.run(["cmake", "--preset", "release", "-D", "FIT299_BUILD_BENCHMARKS=ON"], cwd=ROOT,
                   stdout=subprocess.DEVNULL, check=True)
    subprocess.run([os.path.join(ROOT, "scripts/build"), "release", "--target", "fit299",
                    "fit299-decode", "bench_floor", "bench_timed"], check=True)


def make_environments(options, jobs):
    """The pythons of the peers that the jobs have."""
    pythons = {"tensorflow": options.tensorflow} if options.tensorflow else {}
    if not options.peers:
        return pythons
    wanted = {peer.environment for peer in bench_peers.PEERS
              if any(job.name in peer.jobs.split() for job in jobs)}
    packages = [package for name, package in bench_peers.PROGRAMS.items() if name in wanted]
    subprocess.run([os.path.join(ROOT, "scripts/setup"), "python3-dev", *packages], check=True)
    # Pillow-SIMD is compiled here, for what its users compile it for.
    os.environ.setdefault("CC", "cc -mavx2" if vector_unit().startswith("AVX") else "cc")
    for name in sorted(wanted - set(bench_peers.PROGRAMS) - set(pythons)):
        try:
            pythons[name] = environment(name)
        except subprocess.CalledProcessError:
            print(f"scripts/bench: without the peers of requirements-{name}.txt: "
                  "they could not be installed", file=sys.stderr)
    return pythons


def main():
    options = parse()
    jobs = [job for job in JOBS if not options.job or job.name in options.job]
    if options.list:
        for job in JOBS:
            print(f"{job.name:18}{job.title}")
        return 0
    build()
    pythons = make_environments(options, jobs)
    corpora = Corpora(options.folder, options.images, os.path.join(ROOT, "build/bench"))
    have = set(re.findall(r"--[a-z][a-z-]+", output_of(options.program, "fit", "--help")))
    outputs = Outputs(options.work)
    about = machine(options.work)
    about["command"] = shlex.join(["scripts/bench", *(
        "DIR" if argument == sys.argv[-1] and os.path.isdir(argument) else argument
        for argument in sys.argv[1:])])
    about["rounds"] = options.rounds
    try:
        if options.recipes:
            done = bench_every_recipe(options, corpora, outputs)
            text = recipes_markdown(about, done)
            missed = any("**missed**" in row for row in done["recipes"])
        else:
            done = [bench(job, options, corpora, outputs, pythons, have) for job in jobs]
            text, missed = markdown(about, done), any(one.get("kept") is False for one in done)
    finally:
        outputs.remove()
    print(text, end="")
    if options.markdown:
        with open(options.markdown, "w") as file:
            file.write(text)
    if options.json:
        with open(options.json, "w") as file:
            json.dump({"machine": about, "jobs": done}, file, indent=1)
            file.write("\n")
    return 1 if options.check and missed else 0


if __name__ == "__main__":
    sys.exit(main())
