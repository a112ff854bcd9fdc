#!/usr/bin/env python3
"""Kokoro's convolutions, laid out so that ONNX Runtime computes them more than twice as fast.

    python3 models/kokoro_planes.py KOKORO.int8.onnx OUT_DIR

The export quantises every convolution dynamically (`ConvInteger`), each over one axis, time. ONNX Runtime up to
1.28 gathers the operands of such a convolution by a general routine that counts through all axes octet by octet;
that took five sixths of the whole voice. For images, two axes, it has a fast one. So each convolution becomes one
over a picture that is one row high: `[1, C, T]` is read as `[1, C, 1, T]` and back, and the weights `[O, C, K]` as
`[O, C, 1, K]`. Nothing is computed differently; what comes out is the same to the bit.

Needs nothing but Python. Everything else in the file is written back as it was.
"""

import argparse
import hashlib
import os
import sys

from onnx_file import attribute, blob, fields, node, number, numbers, text, varint

AXIS = "axis_of_height"
HEIGHT = 2                                       # where the axis of one row comes in
SPATIAL = {"dilations", "kernel_shape", "strides"}


class Refused(Exception):
    """The input is not what this program can rewrite; the text says why."""


def inputs_of(message):
    return [text(value) for field, _, value, _ in fields(message) if field == 1]


def flat(message):
    """A `ConvInteger` over time as three nodes, and the name of its weights."""
    parts = list(fields(message))
    inputs = [text(v) for f, _, v, _ in parts if f == 1]
    [output] = [text(v) for f, _, v, _ in parts if f == 2]
    [name] = [text(v) for f, _, v, _ in parts if f == 3]
    picture, answer = f"{output}_rows", f"{output}_row"
    attributes = []
    for field, _, value, raw in parts:
        if field != 5:
            continue
        inner = list(fields(value))
        [key] = [text(v) for f, _, v, _ in inner if f == 1]
        ints = numbers(inner, 8)
        if key in SPATIAL and len(ints) == 1:
            attributes.append(attribute(key, [1, *ints]))
        elif key == "pads" and len(ints) == 2:
            attributes.append(attribute(key, [0, ints[0], 0, ints[1]]))
        elif ints:
            raise Refused(f"{name}: {key} = {ints} is not over one axis")
        else:
            attributes.append(bytes(value))
    yield node("Unsqueeze", [inputs[0], AXIS], [picture], f"{name}_rows")
    yield node("ConvInteger", [picture, *inputs[1:]], [answer], name, attributes=attributes)
    yield node("Squeeze", [answer, AXIS], [output], f"{name}_row")


def tensor(message, weights):
    """TensorProto: dims=1 name=8. The weights of a convolution get their axis; anything else is as it was."""
    parts = list(fields(message))
    names = [text(v) for f, _, v, _ in parts if f == 8]
    if not names or names[0] not in weights:
        return None
    dims = numbers(parts, 1)
    if len(dims) != 3:
        raise Refused(f"{names[0]}: weights of shape {dims}")
    dims.insert(HEIGHT, 1)
    return [b"".join(number(1, d) for d in dims), *(raw for f, _, _, raw in parts if f != 1)]


def graph(message):
    """GraphProto: node=1 initializer=5. The pieces of the new one, and how many convolutions were rewritten."""
    parts = list(fields(message))
    is_conv = [f == 1 and any(i == 4 and text(v) == "ConvInteger" for i, _, v, _ in fields(value))
               for f, _, value, _ in parts]
    weights = {inputs_of(value)[1] for (_, _, value, _), conv in zip(parts, is_conv) if conv}
    out, found = [], set()
    for (field, _, value, raw), conv in zip(parts, is_conv):
        changed = tensor(value, weights) if field == 5 else None
        if conv:
            out += [blob(1, n) for n in flat(value)]
        elif changed:
            found.update(text(v) for f, _, v, _ in fields(value) if f == 8)
            out += [varint(5 << 3 | 2) + varint(sum(map(len, changed))), *changed]
        else:
            out.append(raw)
    if found != weights:
        raise Refused(f"no weights for {sorted(weights - found)[:3]}")
    out.append(blob(5, number(1, 1) + number(2, 7) + blob(8, AXIS) + blob(9, HEIGHT.to_bytes(8, "little"))))
    return out, sum(is_conv)


def rewrite(source, into):
    """ModelProto: graph=7. Returns how many convolutions were rewritten."""
    count = 0
    with open(source, "rb") as f:
        model = f.read()
    try:
        with open(into, "wb") as out:
            for field, _, value, raw in fields(model):
                if field != 7:
                    out.write(raw)
                    continue
                pieces, count = graph(value)
                out.write(varint(7 << 3 | 2) + varint(sum(map(len, pieces))))
                out.writelines(pieces)
    except (ValueError, IndexError) as e:
        raise Refused(f"{source}: not an ONNX file that can be rewritten ({e})") from e
    if not count:
        raise Refused(f"{source}: no convolution to rewrite")
    return count


def main():
    args = argparse.ArgumentParser(description="Kokoro's convolutions over time as convolutions over pictures one row high")
    args.add_argument("model")
    args.add_argument("out")
    a = args.parse_args()
    os.makedirs(a.out, exist_ok=True)
    made = os.path.join(a.out, os.path.basename(a.model))
    count = rewrite(a.model, made)
    with open(made, "rb") as f:
        print(f"{hashlib.file_digest(f, 'sha256').hexdigest()}  {os.path.getsize(made)}  {os.path.basename(made)}  ({count} convolutions)")


if __name__ == "__main__":
    try:
        main()
    except Refused as e:
        sys.exit(f"kokoro_planes: {e}")
    except OSError as e:
        sys.exit(f"kokoro_planes: {e.filename}: {e.strerror}")
