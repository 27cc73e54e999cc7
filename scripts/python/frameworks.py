"""The real frameworks: each row is the call that a user of the framework writes, on a path.

    frameworks.py ENVIRONMENT [SUBSTRING]    the names of its rows (those that contain SUBSTRING)

A row is a recipe of fit299 (`--recipe NAME`) or an engine alone (`--resample ENGINE:FILTER`, on
what Pillow decodes). Its `run(path, size)` gives the float32 tensor in the framework's own layout,
or raises what the framework raises. Nothing here imitates a framework.

The imports stand in the functions, because the names must be known before any environment is made.
"""
import dataclasses
import functools
import importlib.util
import logging
import os
import sys
import tempfile
import typing

SIZE = 299  # of the recipes

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")  # errors alone
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")
logging.getLogger("tensorflow").setLevel(logging.ERROR)  # not that a function is deprecated

# A level of 0..255 in the tensor.
KERAS_LEVEL = 1 / 127.5
FID_LEVEL = 1 / 128
IMAGENET_LEVEL = [[[1 / (255 * std)]] for std in (0.229, 0.224, 0.225)]  # for channels first

# Where exact is out of reach: the largest difference in levels, and the largest share of values.
# OpenCV's wheels bring their own, closed code for cubic; Debian's OpenCV has none of it.
BOUNDS = {"opencv-resize-cubic": (1, 0.05), "opencv:cubic": (1, 0.05)}


@dataclasses.dataclass(frozen=True)
class Row:
    name: str
    run: typing.Callable  # (path, size) -> float32 tensor
    options: tuple  # what asks fit299 for the same
    level: typing.Any = KERAS_LEVEL
    fixed: bool = False  # to 299: the framework knows no other size
    engine: bool = False  # an engine alone: says nothing of how 16 bits become 8


def recipe(name, run, **fields):
    return Row(name, run, ("--recipe", name), **fields)


def engine(name, resize):
    def run(path, size):
        return preprocess_input(resize(rgb(path), size))

    options = ("--resample", name, "--reader", "pillow", "--orientation", "ignore",
               "--alpha", "drop")
    return Row(name, run, options, engine=True)


def preprocess_input(pixels):
    """keras.applications.inception_resnet_v2.preprocess_input, on an array."""
    import numpy
    x = numpy.array(pixels, dtype=numpy.float32)
    if importlib.util.find_spec("keras"):
        import keras
        return keras.applications.inception_resnet_v2.preprocess_input(x)
    x /= numpy.float32(127.5)
    x -= numpy.float32(1)
    return x


def rgb(path):
    """What most Python programs begin with."""
    from PIL import Image
    return Image.open(path).convert("RGB")


# Pillow

PILLOW_FILTERS = ("nearest", "box", "bilinear", "hamming", "bicubic", "lanczos")


def pillow_resize(name):
    def resize(image, size):
        from PIL import Image
        return image.resize((size, size), Image.Resampling[name.upper()])
    return resize


def pillow_float_resize(name):
    """As clean-fid's resizer: each channel on mode F, then cut to 0..255."""
    def resize(image, size):
        import numpy
        channels = [numpy.asarray(pillow_resize(name)(channel.convert("F"), size))
                    for channel in image.split()]
        return numpy.dstack(channels).clip(0, 255)
    return resize


def pil_fit(path, size):
    from PIL import ImageOps
    return preprocess_input(ImageOps.fit(rgb(path), (size, size)))


def pil_fit_exif(path, size):
    from PIL import Image, ImageOps
    upright = ImageOps.exif_transpose(Image.open(path)).convert("RGB")
    return preprocess_input(ImageOps.fit(upright, (size, size)))


def pil_pad(path, size):
    from PIL import ImageOps
    return preprocess_input(ImageOps.pad(rgb(path), (size, size)))


# OpenCV

OPENCV_FILTERS = {"linear": "INTER_LINEAR", "area": "INTER_AREA", "cubic": "INTER_CUBIC",
                  "lanczos4": "INTER_LANCZOS4", "nearest": "INTER_NEAREST"}


def opencv_read(path):
    import cv2
    image = cv2.imread(path)
    if image is None:
        raise ValueError("cv2.imread gave None")
    return cv2.cvtColor(image, cv2.COLOR_BGR2RGB)


def opencv_resize(name):
    def resize(image, size):
        import cv2
        import numpy
        flag = getattr(cv2, OPENCV_FILTERS[name])
        return cv2.resize(numpy.asarray(image), (size, size), interpolation=flag)
    return resize


def opencv_resize_recipe(name):
    return lambda path, size: preprocess_input(opencv_resize(name)(opencv_read(path), size))


def opencv_center_crop(path, size):
    image = opencv_read(path)
    height, width = image.shape[:2]
    x = int(round((width - size) / 2))
    y = int(round((height - size) / 2))
    crop = image[y:y + size, x:x + size]
    if crop.shape != (size, size, 3):
        raise ValueError(f"the crop of a {width}x{height} image has the shape {crop.shape}")
    return preprocess_input(crop)


# Keras and TensorFlow

TF_FILTERS = ("bilinear", "nearest", "bicubic", "area", "lanczos3", "lanczos5", "gaussian",
              "mitchellcubic")


def keras_load_img(interpolation, keep_aspect_ratio):
    def run(path, size):
        import keras
        image = keras.utils.load_img(path, target_size=(size, size), interpolation=interpolation,
                                     keep_aspect_ratio=keep_aspect_ratio)
        return preprocess_input(keras.utils.img_to_array(image))
    return run


def keras_dataset(interpolation, **options):
    def run(path, size):
        import keras
        with tempfile.TemporaryDirectory() as folder:
            os.symlink(os.path.abspath(path),
                       os.path.join(folder, "image" + os.path.splitext(path)[1]))
            dataset = keras.utils.image_dataset_from_directory(
                folder, labels=None, image_size=(size, size), batch_size=1, shuffle=False,
                interpolation=interpolation, verbose=False, **options)
            return preprocess_input(next(iter(dataset))[0])
    return run


def tf_decode(path):
    import tensorflow as tf
    return tf.io.decode_image(tf.io.read_file(path), channels=3, expand_animations=False)


def slim_eval(path, size):
    """preprocess_for_eval of TF-slim's inception_preprocessing.py, op by op."""
    import tensorflow as tf
    x = tf.image.convert_image_dtype(tf_decode(path), tf.float32)
    x = tf.image.central_crop(x, central_fraction=0.875)
    x = tf.compat.v1.image.resize_bilinear(x[None], [size, size], align_corners=False)[0]
    x = tf.subtract(x, 0.5)
    x = tf.multiply(x, 2.0)
    return x.numpy()


def tf_resize_with_pad(path, size):
    import tensorflow as tf
    return preprocess_input(tf.image.resize_with_pad(tf_decode(path), size, size))


@functools.cache
def traced_resize_with_pad(size):
    import tensorflow as tf
    return tf.function(lambda image: tf.image.resize_with_pad(image, size, size),
                       input_signature=[tf.TensorSpec([None, None, 3], tf.uint8)])


def tf_resize_with_pad_graph(path, size):
    return preprocess_input(traced_resize_with_pad(size)(tf_decode(path)))


def tf_crop_or_pad(path, size):
    import tensorflow as tf
    return preprocess_input(tf.image.resize_with_crop_or_pad(tf_decode(path), size, size))


def tf_resize(method, antialias):
    def resize(image, size):
        import numpy
        import tensorflow as tf
        return tf.image.resize(numpy.asarray(image), (size, size), method=method,
                               antialias=antialias)
    return resize


def tf_resize_legacy(image, size):
    import numpy
    import tensorflow as tf
    return tf.compat.v1.image.resize_bilinear(numpy.asarray(image)[None], (size, size))[0]


def tf_resize_recipe(method):
    return lambda path, size: preprocess_input(tf_resize(method, True)(tf_decode(path), size))


# torch, torchvision, timm, and the metrics that stand on them


@functools.cache
def torch():
    import torch as module
    # With one thread torch takes another kernel for interpolate, with other last bits.
    module.set_num_threads(2)
    return module


@functools.cache
def torchvision_transforms(size):
    from torchvision.models import Inception_V3_Weights
    transforms = Inception_V3_Weights.IMAGENET1K_V1.transforms
    if size == SIZE:
        return transforms()
    return transforms(crop_size=size, resize_size=round(size / 0.875))


def torchvision_pil(path, size):
    torch()
    return torchvision_transforms(size)(rgb(path)).numpy()


def torchvision_tensor(path, size):
    torch()
    from torchvision.io import ImageReadMode, decode_image
    return torchvision_transforms(size)(decode_image(path, mode=ImageReadMode.RGB)).numpy()


@functools.cache
def timm_transform(size):
    import timm
    config = timm.models.get_pretrained_cfg("inception_resnet_v2.tf_in1k").to_dict()
    config = timm.data.resolve_data_config({"img_size": size}, pretrained_cfg=config)
    return timm.data.create_transform(**config, is_training=False)


def timm_eval(path, size):
    torch()
    return timm_transform(size)(rgb(path)).numpy()


@functools.cache
def clean_fid_network():
    """clean-fid's own wrapper of the network, its layers replaced by one that keeps its input."""
    from cleanfid.inception_torchscript import InceptionV3W

    class Layers(torch().nn.Module):
        def forward(self, x):
            self.seen = x
            return torch().zeros(len(x), 2048)

    wrapper = InceptionV3W.__new__(InceptionV3W)
    torch().nn.Module.__init__(wrapper)
    wrapper.resize_inside = False
    wrapper.layers = Layers()
    return wrapper


def clean_fid(path, size):
    from cleanfid.utils import ResizeDataset
    network = clean_fid_network()
    network(ResizeDataset([path], "clean")[0][None])
    return network.layers.seen[0].numpy()


@functools.cache
def pytorch_fid_network():
    """pytorch-fid's own network, its blocks replaced by one that does nothing."""
    from pytorch_fid.inception import InceptionV3
    network = InceptionV3.__new__(InceptionV3)
    torch().nn.Module.__init__(network)
    network.resize_input = network.normalize_input = True
    network.output_blocks = [0]
    network.last_needed_block = 0
    network.blocks = torch().nn.ModuleList([torch().nn.Identity()])
    return network


def pytorch_fid(path, size):
    from pytorch_fid.fid_score import ImagePathDataset
    from torchvision.transforms import ToTensor
    image = ImagePathDataset([path], transforms=ToTensor())[0]
    return pytorch_fid_network()(image[None])[0][0].numpy()


def torch_pixels(image):
    from torchvision.transforms.functional import pil_to_tensor
    return pil_to_tensor(image)


def torch_bilinear_aa(image, size):
    torch()
    from torchvision.transforms.functional import resize
    return resize(torch_pixels(image), [size, size], antialias=True).permute(1, 2, 0)


def torch_bilinear(image, size):
    pixels = torch_pixels(image)[None].float()
    resized = torch().nn.functional.interpolate(pixels, size=(size, size), mode="bilinear",
                                                align_corners=False)
    return resized[0].permute(1, 2, 0)


def tensorflow_rows():
    for name in PILLOW_FILTERS:
        yield recipe(f"keras-load-img-{name}", keras_load_img(name, False))
        yield recipe(f"keras-load-img-{name}-keepar", keras_load_img(name, True))
    for name in TF_FILTERS:
        yield recipe(f"keras-dataset-{name}", keras_dataset(name))
    for name in ("bilinear", "bicubic"):
        yield recipe(f"keras-dataset-{name}-crop", keras_dataset(name, crop_to_aspect_ratio=True))
        yield recipe(f"keras-dataset-{name}-pad", keras_dataset(name, pad_to_aspect_ratio=True))
    yield recipe("slim-eval", slim_eval)
    yield recipe("tf-resize-with-pad", tf_resize_with_pad)
    yield recipe("tf-resize-with-pad-graph", tf_resize_with_pad_graph)
    yield recipe("tf-crop-or-pad", tf_crop_or_pad)
    for name in ("bilinear", "bicubic", "lanczos3"):
        yield recipe(f"tf-resize-{name}-aa", tf_resize_recipe(name))
    yield recipe("pil-fit", pil_fit)
    yield recipe("pil-fit-exif", pil_fit_exif)
    yield recipe("pil-pad", pil_pad)
    yield recipe("opencv-center-crop", opencv_center_crop)
    for name in OPENCV_FILTERS:
        yield recipe(f"opencv-resize-{name}", opencv_resize_recipe(name))
    for name in PILLOW_FILTERS:
        yield engine(f"pillow:{name}", pillow_resize(name))
        if name != "nearest":  # it picks pixels: no different from 8 bits
            yield engine(f"pillow-float:{name}", pillow_float_resize(name))
    for name in OPENCV_FILTERS:
        yield engine(f"opencv:{name}", opencv_resize(name))
    for name in TF_FILTERS:
        yield engine(f"tf:{name}", tf_resize(name, False))
        if name not in ("nearest", "area"):  # which have no antialiased form
            yield engine(f"tf:{name}-aa", tf_resize(name, True))
    yield engine("tf:bilinear-legacy", tf_resize_legacy)


def torch_rows():
    yield recipe("torchvision-inception-pil", torchvision_pil, level=IMAGENET_LEVEL)
    yield recipe("torchvision-inception-tensor", torchvision_tensor, level=IMAGENET_LEVEL)
    yield recipe("timm", timm_eval)
    yield recipe("clean-fid", clean_fid, level=FID_LEVEL, fixed=True)
    yield recipe("pytorch-fid", pytorch_fid, fixed=True)
    yield engine("torch:bilinear-aa", torch_bilinear_aa)
    yield engine("torch:bilinear", torch_bilinear)


def pillow12_rows():
    for name in PILLOW_FILTERS:
        yield engine(f"pillow12:{name}", pillow_resize(name))


# The environments of requirements-NAME.txt.
ENVIRONMENTS = {"tensorflow": tensorflow_rows, "torch": torch_rows, "pillow12": pillow12_rows}


def rows(environment, substring=""):
    return [row for row in ENVIRONMENTS[environment]() if substring in row.name]


def ask(row, path, size):
    """The framework's tensor and None, or None and its words of refusal."""
    import numpy
    try:
        x = row.run(str(path), size)
    except Exception as error:  # whatever a framework throws is its refusal
        first_line = next(iter(str(error).splitlines()), "")
        return None, f"{type(error).__name__}: {first_line[:90]}"
    assert x.dtype == numpy.float32 and sorted(x.shape) == [3, size, size], (x.dtype, x.shape)
    return x, None


def versions(environment):
    """The packages that the environment's requirements name, as they are installed."""
    import importlib.metadata
    requirements = os.path.join(os.path.dirname(__file__), f"requirements-{environment}.txt")
    names = [line.split("==")[0] for line in open(requirements, encoding="utf-8")]
    return ", ".join(f"{name} {importlib.metadata.version(name)}" for name in names)


if __name__ == "__main__":
    for row in rows(*sys.argv[1:]):
        print(row.name)
