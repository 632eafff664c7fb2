"""The figures of torchvision's networks, counted as figures.py counts Keras's, on the graph that torch.fx traces."""

from collections import Counter
from math import prod

import torch
import torchvision
from torch import fx, nn
from torch.fx.passes.shape_prop import ShapeProp

SOURCE = f"torchvision {torchvision.__version__.split('+')[0]}"

NETWORKS = {
    "shufflenetV2": torchvision.models.shufflenet_v2_x1_0,
    "mnasnetB1": torchvision.models.mnasnet1_0,
    "regnetY400MF": torchvision.models.regnet_y_400mf,
}

WEIGHTED = (nn.Conv2d, nn.Linear)
SUMS, CONCATENATIONS, PRODUCTS = ("add", "iadd"), ("cat",), ("mul", "imul")


def shape(node):
    """Height, width and channels; 1x1xC as C."""
    _, channels, *size = node.meta["tensor_meta"].shape
    return (*size, channels) if prod(size) > 1 else (channels,)


def figures(build):
    model = build().eval()
    graph = fx.symbolic_trace(model)
    with torch.no_grad():
        ShapeProp(graph).propagate(torch.zeros(1, 3, 224, 224))
    modules = dict(graph.named_modules())
    macs, depths, found = 0, {}, {kind: Counter() for kind in ("weighted", "sums", "concatenations")}
    for node in graph.graph.nodes:
        module = modules[node.target] if node.op == "call_module" else None
        name = getattr(node.target, "__name__", node.target)
        sources = [source for source in node.all_input_nodes if source in depths]
        if name in PRODUCTS and len(sources) > 1:  # the way through a gate is not counted
            largest = max(prod(shape(source)) for source in sources)
            sources = [source for source in sources if prod(shape(source)) == largest]
        depths[node] = max((depths[source] for source in sources), default=0)
        text = "x".join(map(str, shape(node))) if hasattr(node.meta.get("tensor_meta"), "shape") else None
        if isinstance(module, WEIGHTED):
            depths[node] += 1
            macs += prod(shape(node)[:-1]) * module.weight.numel()
            found["weighted"][text] += 1
        elif text and len(sources) > 1 and name in SUMS:
            found["sums"][text] += 1
        elif text and name in CONCATENATIONS:
            found["concatenations"][text] += 1
        elif node.op == "output":
            output, depth = node.all_input_nodes[0], depths[node]
    return {
        "source": SOURCE,
        "params": sum(weight.numel() for weight in model.parameters()),
        "nonTrainable": sum(
            weight.numel() for name, weight in model.named_buffers() if not name.endswith("num_batches_tracked")
        ),
        "macs": macs,
        "depth": depth,
        "output": "x".join(map(str, shape(output))),
        **{kind: dict(sorted(counts.items())) for kind, counts in found.items()},
    }
