"""What people use in place of fit299, as they would write it.

    bench_peers.py NAME JOB SOURCE OUTPUT

A row of PEERS is a way to do one or several of the jobs of bench.py:

    files   stretched to 299x299, bilinear; a float32 .npy for each image, x / 127.5 - 1
    stack   the same as uint8, all in OUTPUT/x.npy
    crop    shorter side to 333, bicubic; the middle 299x299, a .npy for each
    jpeg    stretched; a JPEG for each image, quality 95, 4:2:0
    one     `files` for one image

SOURCE is a folder (one: a file), OUTPUT an empty folder. Files are called as fit299 calls them. How a
photo is decoded, and whether it is turned by EXIF, is left to the peer.

The imports stand in the functions, because the rows must be known before any environment is made.
"""
import dataclasses
import multiprocessing
import os
import shutil
import subprocess
import sys

SIZE = 299
SHORTER = 333
CORES = len(os.sched_getaffinity(0))
SUFFIXES = (".jpg", ".jpeg")

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")
os.environ["VIPS_CONCURRENCY"] = "1"  # a process for each core already
os.environ["MAGICK_THREAD_LIMIT"] = os.environ["OMP_NUM_THREADS"] = "1"


def photos(source):
    """Paths of all photos, relative to the source, in order."""
    if os.path.isfile(source):
        return [os.path.basename(source)]
    found = (os.path.relpath(os.path.join(folder, name), source)
             for folder, _, names in os.walk(source) for name in names
             if name.lower().endswith(SUFFIXES))
    return sorted(found)


def root(source):
    return os.path.dirname(source) if os.path.isfile(source) else source


def shorter_to(width, height):
    """Width and height after the shorter side became SHORTER."""
    if width < height:
        return SHORTER, int(SHORTER * height / width)
    return int(SHORTER * width / height), SHORTER


def middle(pixels):
    y, x = (round((n - SIZE) / 2) for n in pixels.shape[:2])
    return pixels[y:y + SIZE, x:x + SIZE]


class Sink:
    """Where a job's results go."""

    def __init__(self, job, output, count):
        import numpy
        self.numpy, self.job, self.output = numpy, job, output
        if job == "stack":
            self.stack = numpy.lib.format.open_memmap(
                os.path.join(output, "x.npy"), "w+", numpy.uint8, (count, SIZE, SIZE, 3))

    def put(self, index, path, pixels):
        """One image, uint8 or float32 as it was resampled."""
        if self.job == "stack":
            self.stack[index] = pixels
            return
        x = pixels.astype(self.numpy.float32)
        x /= 127.5
        x -= 1
        self.put_tensor(path, x)

    def put_tensor(self, path, tensor):
        self.numpy.save(os.path.join(self.output, path + ".npy"), tensor)


def pooled(make):
    """A peer that gives pixels of one photo: make(job) -> load(path), save_jpeg(pixels, path)."""
    def run(job, source, output):
        global _one
        paths, folder = photos(source), root(source)
        load, save_jpeg = make(job)
        sink = Sink(job, output, len(paths))

        def _one(index):
            pixels = load(os.path.join(folder, paths[index]))
            if job == "jpeg":
                save_jpeg(pixels, os.path.join(output, paths[index]))
            else:
                sink.put(index, paths[index], pixels)

        if len(paths) == 1:
            _one(0)
            return
        chunk = min(16, -(-len(paths) // (4 * CORES)))
        with multiprocessing.get_context("fork").Pool(CORES) as pool:
            for _ in pool.imap_unordered(_call, range(len(paths)), chunksize=chunk):
                pass
    return run


def _call(index):
    _one(index)


def pillow(draft=False):
    def make(job):
        import numpy
        from PIL import Image

        def load(path):
            image = Image.open(path)
            if draft:
                image.draft("RGB", (SIZE, SIZE))
            image = image.convert("RGB")
            if job == "crop":
                return middle(numpy.asarray(image.resize(shorter_to(*image.size), Image.BICUBIC)))
            return numpy.asarray(image.resize((SIZE, SIZE), Image.BILINEAR))

        def save_jpeg(pixels, path):
            Image.fromarray(pixels).save(path, "JPEG", quality=95, subsampling="4:2:0")
        return load, save_jpeg
    return pooled(make)


def opencv(reduced=False, area=False):
    def make(job):
        import cv2
        cv2.setNumThreads(1)
        flags = cv2.IMREAD_REDUCED_COLOR_8 if reduced else cv2.IMREAD_COLOR

        def load(path):
            image = cv2.imread(path, flags)
            if job == "crop":
                size, how = shorter_to(image.shape[1], image.shape[0]), cv2.INTER_CUBIC
            else:
                size, how = (SIZE, SIZE), cv2.INTER_LINEAR
            image = cv2.resize(image, size, interpolation=cv2.INTER_AREA if area else how)
            return cv2.cvtColor(middle(image), cv2.COLOR_BGR2RGB)

        def save_jpeg(pixels, path):
            cv2.imwrite(path, cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR),
                        [cv2.IMWRITE_JPEG_QUALITY, 95, cv2.IMWRITE_JPEG_SAMPLING_FACTOR,
                         cv2.IMWRITE_JPEG_SAMPLING_FACTOR_420])
        return load, save_jpeg
    return pooled(make)


def simplejpeg(scaled=False):
    def make(job):
        import cv2
        import simplejpeg as codec
        cv2.setNumThreads(1)
        least = (SHORTER if job == "crop" else SIZE) if scaled else 0

        def load(path):
            with open(path, "rb") as file:
                image = codec.decode_jpeg(file.read(), "RGB", fastdct=False, fastupsample=False,
                                          min_height=least, min_width=least)
            if job == "crop":
                size = shorter_to(image.shape[1], image.shape[0])
                return middle(cv2.resize(image, size, interpolation=cv2.INTER_CUBIC))
            return cv2.resize(image, (SIZE, SIZE), interpolation=cv2.INTER_LINEAR)

        def save_jpeg(pixels, path):
            with open(path, "wb") as file:
                file.write(codec.encode_jpeg(pixels, 95, "RGB", "420"))
        return load, save_jpeg
    return pooled(make)


def pyvips(thumbnail=False):
    def make(job):
        import pyvips as vips

        def load(path):
            if thumbnail:
                image = vips.Image.thumbnail(path, SIZE, height=SIZE, size="force")
            else:
                image = vips.Image.new_from_file(path, access="sequential")
                if job == "crop":
                    image = image.resize(SHORTER / min(image.width, image.height), kernel="cubic")
                    image = image.crop(round((image.width - SIZE) / 2),
                                       round((image.height - SIZE) / 2), SIZE, SIZE)
                else:
                    image = image.resize(SIZE / image.width, vscale=SIZE / image.height,
                                         kernel="linear")
            return (image if image.bands == 3 else image.colourspace("srgb")).numpy()

        def save_jpeg(pixels, path):
            vips.Image.new_from_array(pixels).jpegsave(path, Q=95, subsample_mode="on")
        return load, save_jpeg
    return pooled(make)


def tf_data(job, source, output):
    import tensorflow as tf
    paths, folder = photos(source), root(source)

    def load(path):
        image = tf.io.decode_jpeg(tf.io.read_file(path), channels=3)
        if job == "crop":
            size = tf.cast(tf.shape(image)[:2], tf.float32)
            size = tf.cast(size * (SHORTER / tf.reduce_min(size)) + 1e-3, tf.int32)
            image = tf.image.resize(image, size, "bicubic")
            image = tf.image.resize_with_crop_or_pad(image, SIZE, SIZE)
        else:
            image = tf.image.resize(image, (SIZE, SIZE))
        if job in ("stack", "jpeg"):
            image = tf.cast(tf.round(image), tf.uint8)
        if job == "jpeg":
            return tf.io.encode_jpeg(image, quality=95, chroma_downsampling=True)
        return image if job == "stack" else image / 127.5 - 1

    sink = Sink(job, output, len(paths))
    data = tf.data.Dataset.from_tensor_slices([os.path.join(folder, path) for path in paths])
    data = data.map(load, num_parallel_calls=CORES).prefetch(tf.data.AUTOTUNE)
    for index, (path, result) in enumerate(zip(paths, data.as_numpy_iterator())):
        if job == "jpeg":
            with open(os.path.join(output, path), "wb") as file:
                file.write(result)
        elif job == "stack":
            sink.put(index, path, result)
        else:
            sink.put_tensor(path, result)


def load_img(job, source, output):
    """The loop of many tutorials, one image at a time."""
    import keras
    paths, folder = photos(source), root(source)
    sink = Sink(job, output, len(paths))
    for path in paths:
        image = keras.utils.load_img(os.path.join(folder, path), target_size=(SIZE, SIZE),
                                     interpolation="bilinear")
        x = keras.applications.inception_resnet_v2.preprocess_input(keras.utils.img_to_array(image))
        sink.put_tensor(path, x)


def torchvision(job, source, output):
    import torch
    from torchvision.io import ImageReadMode, decode_image
    from torchvision.transforms import InterpolationMode, v2
    paths, folder = photos(source), root(source)
    sink = Sink(job, output, len(paths))
    if job == "crop":
        steps = [v2.Resize(SHORTER, InterpolationMode.BICUBIC, antialias=True), v2.CenterCrop(SIZE)]
    else:
        steps = [v2.Resize((SIZE, SIZE), InterpolationMode.BILINEAR, antialias=True)]
    transform = v2.Compose(steps)

    class Photos(torch.utils.data.Dataset):
        def __len__(self):
            return len(paths)

        def __getitem__(self, index):
            image = decode_image(os.path.join(folder, paths[index]), ImageReadMode.RGB)
            sink.put(index, paths[index], transform(image).permute(1, 2, 0).numpy())
            return index

    torch.set_num_threads(1)
    for _ in torch.utils.data.DataLoader(Photos(), batch_size=32, num_workers=CORES):
        pass


def program(*command):
    """A program of Debian's that takes many files, 32 at a time on each core."""
    def run(job, source, output):
        files = "\0".join(os.path.join(source, path) for path in photos(source))
        filled = [part.replace("{output}", os.path.abspath(output)) for part in command]
        subprocess.run(["xargs", "-0", "-n", "32", "-P", str(CORES), *filled], input=files.encode(),
                       check=True)
    return run


@dataclasses.dataclass(frozen=True)
class Peer:
    name: str
    environment: str  # of requirements-NAME.txt, or the program that must be there
    jobs: str
    antialiased: bool
    run: object


PEERS = (
    Peer("simplejpeg and OpenCV", "bench", "files stack crop jpeg one phone", False, simplejpeg()),
    Peer("simplejpeg and OpenCV, scaled", "bench", "phone-scaled", False, simplejpeg(scaled=True)),
    Peer("OpenCV", "bench", "files stack crop jpeg one phone", False, opencv()),
    Peer("OpenCV, area", "bench", "files crop", True, opencv(area=True)),
    Peer("OpenCV, reduced", "bench", "phone-scaled", False, opencv(reduced=True)),
    Peer("Pillow", "bench", "files stack crop jpeg one phone", True, pillow()),
    Peer("Pillow, draft", "bench", "phone-scaled", True, pillow(draft=True)),
    Peer("Pillow-SIMD", "simd", "files stack crop jpeg one phone", True, pillow()),
    Peer("Pillow-SIMD, draft", "simd", "phone-scaled", True, pillow(draft=True)),
    Peer("pyvips", "bench", "files stack crop jpeg one phone", True, pyvips()),
    Peer("pyvips, thumbnail", "bench", "phone-scaled", True, pyvips(thumbnail=True)),
    Peer("tf.data", "tensorflow", "files stack crop jpeg one phone tensorflow", False, tf_data),
    Peer("Keras load_img, a loop", "tensorflow", "files one", True, load_img),
    Peer("torchvision", "torch", "files stack crop one phone", True, torchvision),
    Peer("GraphicsMagick", "gm", "jpeg", True,
         program("gm", "mogrify", "-output-directory", "{output}", "-filter", "Triangle",
                 "-resize", "299x299!", "-quality", "95", "-sampling-factor", "2x2",
                 "-format", "jpg")),
    Peer("ImageMagick", "mogrify", "jpeg", True,
         program("mogrify", "-path", "{output}", "-filter", "Triangle", "-resize", "299x299!",
                 "-quality", "95", "-sampling-factor", "4:2:0", "-format", "jpg")),
    Peer("vipsthumbnail", "vipsthumbnail", "jpeg", True,
         program("vipsthumbnail", "--size", "299x299!", "-o", "{output}/%s.jpg[Q=95]")),
)

# The Debian package of a program.
PROGRAMS = {"gm": "graphicsmagick", "mogrify": "imagemagick", "vipsthumbnail": "libvips-tools"}


def available(environment, pythons):
    """The command that runs a peer of this environment, or None."""
    if environment in PROGRAMS:
        return sys.executable if shutil.which(environment) else None
    return pythons.get(environment)


def main():
    name, job, source, output = sys.argv[1:]
    # The jobs of bench.py on other photos are these on them.
    job = {"phone": "files", "phone-scaled": "files", "tensorflow": "files"}.get(job, job)
    next(peer for peer in PEERS if peer.name == name).run(job, os.path.abspath(source), output)


if __name__ == "__main__":
    main()
