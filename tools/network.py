"""`python -m tools.network FROM TO`: weights of a BERT as a network for `codegraph model add`.

FROM is a folder as sentence-transformers publishes models (`model.safetensors`, `tokenizer.json`,
`config.json`), for instance all-MiniLM-L6-v2; TO gets `model.onnx`, in which matrices are bytes,
and what belongs to it. Needs the package `onnx`, which CodeGraph itself does not.
"""

from __future__ import annotations

import argparse
import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

_BESIDE = ("tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "config.json")
_OURS = "com.microsoft"
_FAR = -1e9

Array = NDArray[Any]


class Graph:
    """Nodes and constants of a network, in the order in which they are computed."""

    def __init__(self) -> None:
        self.nodes: list[Any] = []
        self.constants: dict[str, Any] = {}

    def node(self, kind: str, *inputs: str, domain: str = "", **attributes: Any) -> str:
        """Add a node with one output; its name."""
        name = f"{kind}{len(self.nodes)}"
        self.nodes.append(
            helper.make_node(kind, list(inputs), [name], name, domain=domain, **attributes)
        )
        return name

    def constant(self, name: str, value: Array | np.generic) -> str:
        """Add a constant of this name, once."""
        if name not in self.constants:
            self.constants[name] = numpy_helper.from_array(np.asarray(value, order="C"), name)
        return name


def convert(source: Path, target: Path, *, as_bytes: bool = True) -> None:
    """Write the network; with `as_bytes` matrices are int8, and multiplied as such."""
    about = json.loads((source / "config.json").read_bytes())
    weights = tensors(source / "model.safetensors")
    target.mkdir(parents=True, exist_ok=True)
    onnx.save(_network(about, weights, as_bytes), str(target / "model.onnx"))
    for name in _BESIDE:
        if (source / name).is_file():
            shutil.copyfile(source / name, target / name)


def tensors(path: Path) -> dict[str, Array]:
    """The float32 tensors of a file in the format of safetensors."""
    data = path.read_bytes()
    length = int.from_bytes(data[:8], "little")
    found: dict[str, Array] = {}
    for name, row in json.loads(data[8 : 8 + length]).items():
        if isinstance(row, dict) and row.get("dtype") == "F32":
            begin, end = (8 + length + at for at in row["data_offsets"])
            values = np.frombuffer(data[begin:end], np.float32)
            found[name.removeprefix("bert.")] = values.reshape(row["shape"])
    return found


def _network(about: dict[str, Any], weights: dict[str, Array], as_bytes: bool) -> Any:
    graph = Graph()
    width, heads = about["hidden_size"], about["num_attention_heads"]

    def linear(hidden: str, name: str) -> str:
        matrix, bias = weights[f"{name}.weight"].T, weights[f"{name}.bias"]
        bias_name = graph.constant(f"{name}.bias", bias)
        if not as_bytes:
            product = graph.node("MatMul", hidden, graph.constant(f"{name}.weight", matrix))
            return graph.node("Add", product, bias_name)
        scale = np.maximum(np.abs(matrix).max(axis=0), 1e-9).astype(np.float32) / 127
        rows = np.rint(matrix / scale).astype(np.int8)
        return graph.node(
            "DynamicQuantizeMatMul",
            hidden,
            graph.constant(f"{name}.weight", rows),
            graph.constant(f"{name}.scale", scale),
            graph.constant(f"{name}.zero", np.zeros(len(scale), np.int8)),
            bias_name,
            domain=_OURS,
        )

    def normed(hidden: str, name: str) -> str:
        return graph.node(
            "LayerNormalization",
            hidden,
            graph.constant(f"{name}.weight", weights[f"{name}.weight"]),
            graph.constant(f"{name}.bias", weights[f"{name}.bias"]),
            epsilon=about["layer_norm_eps"],
        )

    def split(hidden: str, order: list[int]) -> str:
        shape = graph.constant("shape.heads", np.array([0, 0, heads, width // heads], np.int64))
        return graph.node("Transpose", graph.node("Reshape", hidden, shape), perm=order)

    hidden = _embedded(graph, weights, as_bytes)
    hidden = normed(hidden, "embeddings.LayerNorm")
    mask = graph.node("Cast", "attention_mask", to=TensorProto.FLOAT)
    one = graph.constant("one", np.float32(1))
    mask = graph.node("Mul", graph.node("Sub", one, mask), graph.constant("far", np.float32(_FAR)))
    mask = graph.node("Unsqueeze", mask, graph.constant("axes", np.array([1, 2], np.int64)))
    root = graph.constant("root", np.float32((width // heads) ** -0.5))
    joined = graph.constant("shape.joined", np.array([0, 0, width], np.int64))
    for number in range(about["num_hidden_layers"]):
        layer = f"encoder.layer.{number}"
        asked = split(linear(hidden, f"{layer}.attention.self.query"), [0, 2, 1, 3])
        keys = split(linear(hidden, f"{layer}.attention.self.key"), [0, 2, 3, 1])
        values = split(linear(hidden, f"{layer}.attention.self.value"), [0, 2, 1, 3])
        scores = graph.node("Mul", graph.node("MatMul", asked, keys), root)
        weight = graph.node("Softmax", graph.node("Add", scores, mask), axis=-1)
        seen = graph.node("Transpose", graph.node("MatMul", weight, values), perm=[0, 2, 1, 3])
        seen = linear(graph.node("Reshape", seen, joined), f"{layer}.attention.output.dense")
        hidden = normed(graph.node("Add", hidden, seen), f"{layer}.attention.output.LayerNorm")
        wide = graph.node("Gelu", linear(hidden, f"{layer}.intermediate.dense"))
        narrow = linear(wide, f"{layer}.output.dense")
        hidden = normed(graph.node("Add", hidden, narrow), f"{layer}.output.LayerNorm")
    graph.nodes.append(helper.make_node("Identity", [hidden], ["last_hidden_state"]))
    inputs = [
        helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "length"])
        for name in ("input_ids", "attention_mask", "token_type_ids")
    ]
    output = helper.make_tensor_value_info(
        "last_hidden_state", TensorProto.FLOAT, ["batch", "length", width]
    )
    made = helper.make_graph(graph.nodes, "bert", inputs, [output], list(graph.constants.values()))
    versions = [helper.make_opsetid("", 20), helper.make_opsetid(_OURS, 1)]
    return helper.make_model(made, opset_imports=versions, ir_version=10)


def _embedded(graph: Graph, weights: dict[str, Array], as_bytes: bool) -> str:
    """The sum of the vectors of words, of their places, and of which text they are of."""
    words = weights["embeddings.word_embeddings.weight"]
    if as_bytes:
        scale = np.maximum(np.abs(words).max(axis=1, keepdims=True), 1e-9).astype(np.float32) / 127
        rows = graph.constant("words", np.rint(words / scale).astype(np.int8))
        taken = graph.node("Cast", graph.node("Gather", rows, "input_ids"), to=TensorProto.FLOAT)
        factor = graph.node("Gather", graph.constant("words.scale", scale), "input_ids")
        found = graph.node("Mul", taken, factor)
    else:
        found = graph.node("Gather", graph.constant("words", words), "input_ids")
    kinds = graph.constant("kinds", weights["embeddings.token_type_embeddings.weight"])
    found = graph.node("Add", found, graph.node("Gather", kinds, "token_type_ids"))
    length = graph.node("Shape", "input_ids", start=1, end=2)
    rows = graph.constant("places", weights["embeddings.position_embeddings.weight"])
    first = graph.constant("first", np.array([0], np.int64))
    return graph.node("Add", found, graph.node("Slice", rows, first, length, first))


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.network", description=__doc__)
    parser.add_argument("source", type=Path, metavar="FROM")
    parser.add_argument("target", type=Path, metavar="TO")
    options = parser.parse_args()
    convert(options.source, options.target)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
