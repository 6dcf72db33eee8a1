"""Writes gguf-blocks.json and gguf-files.json with the gguf package (0.19.0), an independent reader and writer.

    pip install gguf==0.19.0 numpy
    python make_gguf_vectors.py
"""

import base64
import json
import tempfile
from pathlib import Path

import numpy as np
from gguf import GGML_QUANT_SIZES, GGMLQuantizationType, GGUFReader, GGUFWriter, dequantize, quantize

here = Path(__file__).parent
SEED = 20261127
BLOCKS = 4
# Where each block has its f16 numbers.
HALVES = {
    "Q8_0": [0], "Q4_0": [0], "Q4_1": [0, 2], "Q5_0": [0], "Q5_1": [0, 2],
    "Q4_K": [0, 2], "Q5_K": [0, 2], "Q6_K": [208],
}


def text(data) -> str:
    return base64.b64encode(np.ascontiguousarray(data).tobytes()).decode()


def random_blocks(rng, name):
    """Random bytes; scales are finite, of both signs, and once subnormal and once zero."""
    _, size = GGML_QUANT_SIZES[GGMLQuantizationType[name]]
    blocks = rng.integers(0, 256, (BLOCKS, size), dtype=np.uint8)
    for at in HALVES[name]:
        halves = rng.uniform(-2, 2, BLOCKS).astype(np.float16)
        halves[1] = np.float16(3e-7)
        halves[2] = 0
        blocks[:, at : at + 2] = halves.view(np.uint8).reshape(BLOCKS, 2)
    return blocks


def block_vectors():
    rng = np.random.default_rng(SEED)
    vectors = {}
    for name in HALVES:
        blocks = random_blocks(rng, name)
        values = dequantize(blocks, GGMLQuantizationType[name]).astype(np.float32)
        vectors[name] = {"bytes": text(blocks), "values": text(values)}
    return vectors


def file_vectors():
    """Files of the package's writer, and what its reader finds in them."""
    rng = np.random.default_rng(SEED + 1)
    files = []
    for alignment in (None, 64):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "made.gguf"
            writer = GGUFWriter(path, "audiocpp")
            if alignment:
                writer.add_custom_alignment(alignment)
            writer.add_uint32("some.count", 7)
            writer.add_bool("some.flag", True)
            writer.add_float64("some.number", 0.5)
            writer.add_array("some.words", ["one", "two"])
            writer.add_array("some.floats", [0.5, 1.5])
            matrix = rng.normal(size=(3, 64)).astype(np.float32)
            writer.add_tensor("plain", matrix)
            writer.add_tensor("half", matrix[:1].astype(np.float16))
            writer.add_tensor(
                "blocks", quantize(matrix, GGMLQuantizationType.Q8_0), raw_dtype=GGMLQuantizationType.Q8_0
            )
            writer.write_header_to_file()
            writer.write_kv_data_to_file()
            writer.write_tensors_to_file()
            writer.close()
            tensors = [
                {
                    "name": tensor.name,
                    "dtype": tensor.tensor_type.name,
                    "dims": [int(dim) for dim in reversed(tensor.shape)],
                    "offset": int(tensor.data_offset),
                    "byteLength": int(tensor.n_bytes),
                    "values": text(dequantize(tensor.data, tensor.tensor_type).astype(np.float32)),
                }
                for tensor in GGUFReader(path).tensors
            ]
            files.append({"bytes": base64.b64encode(path.read_bytes()).decode(), "tensors": tensors})
    return files


def write(name, value):
    (here / name).write_text(json.dumps(value, indent=1) + "\n")


write("gguf-blocks.json", block_vectors())
write("gguf-files.json", file_vectors())
