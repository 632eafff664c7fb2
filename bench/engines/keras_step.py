"""ResNet-20 in Keras, trained like step.ts: a line of input is a number of steps, answered with their milliseconds.

Keras's own training step in graph mode, without XLA. Threads are those of the environment, as for the engine.
"""

import json
import os
import sys
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import keras
import numpy as np
import tensorflow as tf
from keras import layers

tf.config.threading.set_intra_op_parallelism_threads(int(os.environ["TF_NUM_INTRAOP_THREADS"]))
tf.config.threading.set_inter_op_parallelism_threads(int(os.environ["TF_NUM_INTEROP_THREADS"]))


def conv_norm(x, width, stride=1):
    x = layers.Conv2D(width, 3, strides=stride, padding="same", use_bias=False)(x)
    return layers.BatchNormalization(momentum=0.9, epsilon=1e-5)(x)


class Shortcut(layers.Layer):
    """Option A: every second pixel, and zeros for the new channels."""

    def __init__(self, width):
        super().__init__()
        self.width = width

    def call(self, x):
        return tf.pad(x[:, ::2, ::2], [[0, 0], [0, 0], [0, 0], [0, self.width - x.shape[-1]]])


inputs = keras.Input((32, 32, 3))
x = layers.ReLU()(conv_norm(inputs, 16))
for width, first in ((16, 1), (32, 2), (64, 2)):
    for index in range(3):
        stride = first if index == 0 else 1
        residual = conv_norm(layers.ReLU()(conv_norm(x, width, stride)), width)
        x = layers.ReLU()(layers.Add()([residual, x if stride == 1 else Shortcut(width)(x)]))
model = keras.Model(inputs, layers.Dense(10)(layers.GlobalAveragePooling2D()(x)))
model.compile(
    keras.optimizers.SGD(0.1, momentum=0.9, weight_decay=1e-4),
    keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    metrics=["accuracy"],
    jit_compile=False,
)
random = np.random.default_rng(1)
images = random.uniform(-1, 1, (128, 32, 32, 3)).astype(np.float32)
labels = np.arange(128) % 10

version = f"TensorFlow {tf.__version__}"
threads = tf.config.threading.get_intra_op_parallelism_threads()
print(json.dumps({"engine": f"Keras {keras.__version__} · {version} · CPU, {threads} threads", "version": version}), flush=True)
for line in sys.stdin:
    milliseconds = []
    for _ in range(int(line)):
        started = time.perf_counter()
        model.train_on_batch(images, labels)
        milliseconds.append((time.perf_counter() - started) * 1000)
    print(json.dumps(milliseconds), flush=True)
