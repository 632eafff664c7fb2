"""The figures of the networks beside this file, by Keras and torchvision, which know nothing of this project.

    python test/published/figures.py > test/published/figures.json

MobileNetV3, NASNet, ConvNeXt and Xception are those of keras.applications; U-Net is written here from figure 1 of its
paper; torchvisionFigures.py has those of torchvision. Any backend of Keras will do, as nothing is computed
(KERAS_BACKEND=numpy where there is no TensorFlow). Counted as docs/language.md says: MACs of convolutions and dense
layers without biases; depth is convolutions and dense layers on the longest path, a separable convolution being one of
them, and the way through a gate (what Multiply stretches over a map) not counted.
"""

import json
import os
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = "-1"
sys.setrecursionlimit(10_000)  # as deep as NASNet has layers on a path

from collections import Counter
from math import prod

import keras
import torchvisionFigures
from keras import layers


def u_net():
    """Ronneberger et al., 2015, figure 1: the blue boxes and the arrows between them."""

    def double(value, channels):
        for _ in range(2):
            value = layers.Conv2D(channels, 3, activation="relu")(value)
        return value

    image = value = keras.Input((572, 572, 1))
    skips = []
    for channels in (64, 128, 256, 512):
        value = double(value, channels)
        skips.append(value)
        value = layers.MaxPooling2D(2)(value)
    value = double(value, 1024)
    for channels in (512, 256, 128, 64):
        value = layers.Conv2DTranspose(channels, 2, strides=2, activation="relu")(value)
        skip = skips.pop()
        crop = layers.Cropping2D((skip.shape[1] - value.shape[1]) // 2)(skip)
        value = double(layers.Concatenate()([crop, value]), channels)
    return keras.Model(image, layers.Conv2D(2, 1, activation="softmax")(value))


NETWORKS = {
    "unet": u_net,
    "mobilenetV3Large": lambda: keras.applications.MobileNetV3Large(weights=None, input_shape=(224, 224, 3)),
    "nasnetMobile": lambda: keras.applications.NASNetMobile(weights=None),
    "convnextTiny": lambda: keras.applications.ConvNeXtTiny(weights=None),
    "xception": lambda: keras.applications.Xception(weights=None),
}


def size(shape):
    """Positions of a value: the batch and the channels left out."""
    return prod(shape[1:-1])


def own_macs(layer):
    if isinstance(layer, layers.Conv2DTranspose):  # each kernel is added once for every position of the input
        return size(layer.input.shape) * prod(layer.kernel.shape)
    if isinstance(layer, layers.SeparableConv2D):
        return size(layer.output.shape) * (prod(layer.depthwise_kernel.shape) + prod(layer.pointwise_kernel.shape))
    if isinstance(layer, (layers.Conv2D, layers.DepthwiseConv2D, layers.Dense)):
        return size(layer.output.shape) * prod(layer.kernel.shape)
    return 0


WEIGHTED = (layers.Conv2D, layers.DepthwiseConv2D, layers.SeparableConv2D, layers.Conv2DTranspose, layers.Dense)


def flat(model):
    """All operations; `a + b` of two values is one that is no layer."""
    for operation in model.layers if isinstance(model, keras.Sequential) else model.operations:
        yield from flat(operation) if isinstance(operation, keras.Model) else (operation,)


def depth(model):
    known = {}

    def until(tensor):
        operation, node, _ = tensor._keras_history
        if (operation, node) not in known:
            sources = operation._inbound_nodes[node].input_tensors
            if isinstance(operation, layers.Multiply):
                sources = [source for source in sources if size(source.shape) == max(size(s.shape) for s in sources)]
            parts = operation.layers if isinstance(operation, keras.Sequential) else [operation]
            own = sum(isinstance(part, WEIGHTED) for part in parts)
            known[operation, node] = own + max(map(until, sources), default=0)
        return known[operation, node]

    return until(model.output)


def shapes(model, names):
    """How often each shape comes out of operations of these names; 1x1xC as C. `value + 3` is no sum of values."""
    found = Counter()
    for operation in flat(model):
        merges = len(operation._inbound_nodes[0].input_tensors) > 1
        if type(operation).__name__ in names and (merges or isinstance(operation, WEIGHTED)):
            found["x".join(map(str, operation.output.shape[1:])).removeprefix("1x1x")] += 1
    return dict(sorted(found.items()))


def numbers(weights):
    return sum(prod(weight.shape) for weight in weights)


def figures(model):
    return {
        "source": f"Keras {keras.__version__}",
        "params": numbers(model.trainable_weights),
        "nonTrainable": numbers(model.non_trainable_weights),
        "macs": sum(map(own_macs, flat(model))),
        "depth": depth(model),
        "output": "x".join(map(str, model.output.shape[1:])),
        "weighted": shapes(model, {kind.__name__ for kind in WEIGHTED}),
        "sums": shapes(model, {"Add"}),
        "concatenations": shapes(model, {"Concatenate"}),
    }


found = {name: figures(build()) for name, build in NETWORKS.items()}
found |= {name: torchvisionFigures.figures(build) for name, build in torchvisionFigures.NETWORKS.items()}
print(json.dumps(found, indent=2))
