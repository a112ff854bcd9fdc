#!/usr/bin/env python3
"""Whisper weights (CTranslate2, fp16) -> a pair of ONNX files.

    whisper_to_onnx.py model.bin tokenizer.json DIR [--name base] [--exact] [--layout own|sherpa]

Writes DIR/<name>-encoder.int8.onnx, DIR/<name>-decoder.int8.onnx and DIR/<name>-tokens.txt.

With --exact nothing is quantised (about 400 MB, the same file names): the yardstick of `check_whisper.py`.

Needs numpy and nothing else: no torch, no onnx, no onnxruntime. The two graphs are small enough to be
written down node by node (`encoder`, `decoder` below), and an ONNX file is a protobuf message simple enough
to be written by hand (`Graph.save`), which also makes the output the same byte for byte on every machine.

What the graphs are
-------------------
Arithmetic: every product with a trained matrix is int8; attention, layer norms, the convolutions and the
residual stream stay in fp32. Weights have one scale per column, activations one per tensor, taken as they
come (`DynamicQuantizeMatMul`). Two measures keep the error of that small. Plain int8 as onnxruntime's
`quantize_dynamic` makes it moves the encoder's output by 13 % (keys) and 21 % (values); this, by 5 % and 8 %:

* A few channels behind a layer norm are far louder than the rest and would use up the 256 steps of the
  others. `balance` moves the loudness from the norm into the matrix behind it, channel by channel, by
  powers of two, so the fp32 model stays the same to the last bit.
* The second product of each feed-forward block sees the widest activations of all and has no norm to borrow
  from. It is quantised in blocks of 128, weights and activations alike (`MatMulNBits`, 8 bits).

Four things differ from the graph that an export through torch gives, all for speed:

* Products that share their input are one product: q, k and v of a layer; the keys of all decoder layers
  for the encoder's output, and the values.
* The key/value caches are laid out for attention, which reads and grows them: each layer's apart, per head,
  holding the tokens seen so far and not 448 rows of mostly zeros. Nothing is copied to be handed on. Several
  readings of one sound share its keys and values.
* The last product (hidden state x token embeddings, 51865 columns) is int8 too, with one scale per token,
  and the embedding of a token is read from the same matrix. In fp32 it is 106 MB of memory to read for
  every token spoken.
* Nobody writes most of those columns: other scripts, long Latin words, times. Only what can be written of
  Korean speech has a logit (`writable`, whose numbers are among the notes). And only the last four places have
  logits at all: nobody looks at those inside a prompt of words to expect, which is long.

`--layout sherpa` writes the names and shapes that sherpa-onnx expects, as adapters around the same graph: caches of
all layers in one tensor, and a logit for every token, so low that it is never chosen where it cannot be written.

The operators are those of onnxruntime's own domain (`com.microsoft`) where onnxruntime would have put
them anyway while loading: the file loads faster and what runs is what is written here.
"""

import argparse
import base64
import hashlib
import json
import os
import re
import struct
import sys

import numpy as np

from onnx_file import attribute, blob, node, number, varint

MICROSOFT = "com.microsoft"
FLOAT, UINT8, INT8, INT32, INT64 = 1, 2, 3, 6, 7          # onnx.TensorProto.DataType
ELEMENT = {np.dtype("<f4"): FLOAT, np.dtype("u1"): UINT8, np.dtype("i1"): INT8, np.dtype("<i4"): INT32,
           np.dtype("<i8"): INT64}
NEVER = -1e9                                    # the logit of what is not written


class Refused(Exception):
    """The input is not what this program can convert; the text says why."""


# ---------------------------------------------------------------- reading CTranslate2

def read_ctranslate2(path):
    """model.bin -> {name: float32 array}.

    u32 version, string spec, u32 revision, u32 count, then per variable: string name, u8 rank,
    u32 dims, u8 dtype (4 = fp16), u32 bytes, data. A string is a u16 length and that many bytes with
    a closing zero. Aliases follow; Whisper has one (projection = embeddings) and it is not needed.
    """
    with open(path, "rb") as f:
        data = f.read()
    at = 0

    def take(fmt):
        nonlocal at
        out = struct.unpack_from("<" + fmt, data, at)
        at += struct.calcsize("<" + fmt)
        return out

    def text():
        nonlocal at
        (n,) = take("H")
        at += n
        return data[at - n:at].rstrip(b"\0").decode()

    try:
        (version,) = take("I")
        spec = text()
        take("I")
        if version != 6 or spec != "WhisperSpec":
            raise Refused(f"{path}: expected a WhisperSpec file of version 6, found {spec!r} version {version}")
        (count,) = take("I")
        out = {}
        for _ in range(count):
            name = text()
            (rank,) = take("B")
            dims = take("I" * rank)
            dtype, size = take("BI")
            if dtype == 4:
                if at + size > len(data):
                    raise Refused(f"{path}: ends inside {name}")
                out[name] = np.frombuffer(data, "<f2", size // 2, at).reshape(dims).astype("<f4")
            at += size
    except struct.error as e:
        raise Refused(f"{path}: ends early ({e})") from e
    return out


# ---------------------------------------------------------------- writing ONNX

def value_info(name, element, dims):
    """ValueInfoProto: name=1 type=2 { tensor_type=1 { elem_type=1 shape=2 { dim=1 { value=1 | param=2 }}}}."""
    shape = b"".join(blob(1, number(1, d) if isinstance(d, int) else blob(2, d)) for d in dims)
    return blob(1, name) + blob(2, blob(1, number(1, element) + blob(2, shape)))


class Graph:
    """Nodes in the order they are written, names given out in that order."""

    def __init__(self, name):
        self.name, self.nodes, self.constants, self.inputs, self.outputs = name, [], {}, [], []
        self.count = 0

    def input(self, name, element, dims):
        self.inputs.append(value_info(name, element, dims))
        return name

    def output(self, name, element, dims):
        self.outputs.append(value_info(name, element, dims))

    def const(self, name, array):
        array = np.ascontiguousarray(array)
        if name in self.constants:
            assert np.array_equal(self.constants[name], array), name
        self.constants[name] = array
        return name

    def ints(self, *values):
        return self.const("ints_" + "_".join(str(v).replace("-", "m") for v in values), np.array(values, "<i8"))

    def op(self, kind, inputs, outputs=1, domain="", **attributes):
        """Adds a node; returns its output name, or the list of them. `outputs` is a count or names."""
        if isinstance(outputs, int):
            self.count += 1
            outputs = [f"{kind}_{self.count}" + (f"_{i}" if outputs > 1 else "") for i in range(outputs)]
        listed = [attribute(k, v) for k, v in sorted(attributes.items())]
        self.nodes.append(node(kind, inputs, outputs, f"{kind}_{len(self.nodes)}", domain, listed))
        return outputs[0] if len(outputs) == 1 else outputs

    def save(self, path, metadata):
        """ModelProto: ir_version=1 producer=2 graph=7 opset=8 metadata=14; tensors as raw little-endian data."""
        graph = b"".join(blob(1, n) for n in self.nodes) + blob(2, self.name)
        body = [graph]
        for name, array in self.constants.items():
            head = b"".join(number(1, d) for d in array.shape) + number(2, ELEMENT[array.dtype]) + blob(8, name)
            raw = array.tobytes()
            tensor = head + varint(9 << 3 | 2) + varint(len(raw))
            body.append(varint(5 << 3 | 2) + varint(len(tensor) + len(raw)) + tensor)
            body.append(raw)
        body += [blob(11, v) for v in self.inputs] + [blob(12, v) for v in self.outputs]
        with open(path, "wb") as f:
            f.write(number(1, 8) + blob(2, "munjigi") + varint(7 << 3 | 2) + varint(sum(map(len, body))))
            f.writelines(body)
            f.write(blob(8, blob(1, "") + number(2, 17)) + blob(8, blob(1, MICROSOFT) + number(2, 1)))
            for key, value in metadata.items():
                f.write(blob(14, blob(1, key) + blob(2, str(value))))


# ---------------------------------------------------------------- the layers

def quantise_columns(weight):
    """[out, in] float -> ([in, out] int8, one scale per output)."""
    scale = np.abs(weight).max(axis=1) / np.float32(127)
    scale[scale == 0] = 1
    return np.rint(weight / scale[:, None]).astype("i1").T, scale


def quantise_blocks(weight, block):
    """[out, in] float -> ([out, in / block, block] uint8 around 128, one scale per block)."""
    parts = weight.reshape(weight.shape[0], -1, block)
    scale = np.abs(parts).max(axis=2) / np.float32(127)
    scale[scale == 0] = 1
    return (np.rint(parts / scale[:, :, None]) + 128).astype("u1"), scale.reshape(-1)


def balance(w):
    """Moves loudness from layer norms into the matrices behind them. Returns a new set of weights.

    Channel j behind a norm reaches about 3 |gamma_j| + |beta_j| (three deviations), and the matrix's largest
    weight for it is m_j. Dividing the one by s_j and multiplying the other changes nothing in exact arithmetic;
    s_j = loud_j^3/4 / m_j^1/4 leaves both easy to quantise. s_j is rounded to a power of two, so nothing
    changes in fp32 either, and every machine finds the same s_j.
    """
    w = dict(w)
    pairs = []
    for side in ("encoder", "decoder"):
        for layer in layers(w, side):
            pairs.append((layer + "/self_attention/layer_norm", [layer + "/self_attention/linear_0"]))
            pairs.append((layer + "/ffn/layer_norm", [layer + "/ffn/linear_0"]))
    crossing = layers(w, "decoder")
    pairs += [(layer + "/attention/layer_norm", [layer + "/attention/linear_0"]) for layer in crossing]
    pairs.append(("encoder/layer_norm", [layer + "/attention/linear_1" for layer in crossing]))
    for norm, readers in pairs:
        gamma, beta = w[norm + "/gamma"], w[norm + "/beta"]
        loud = 3.0 * np.abs(gamma) + np.abs(beta)
        largest = np.max([np.abs(w[r + "/weight"]).max(axis=0) for r in readers], axis=0)
        log = 0.75 * np.log2(np.maximum(loud, 1e-5).astype("f8")) - 0.25 * np.log2(np.maximum(largest, 1e-5).astype("f8"))
        s = np.ldexp(np.float32(1), np.rint(log).astype("i4")).astype("<f4")
        w[norm + "/gamma"], w[norm + "/beta"] = gamma / s, beta / s
        for r in readers:
            w[r + "/weight"] = w[r + "/weight"] * s
    return w


class Builder(Graph):
    def __init__(self, name, weights, heads, exact):
        super().__init__(name)
        self.w, self.heads, self.exact = weights, heads, exact
        self.state = weights["encoder/conv1/bias"].shape[0]

    def linear(self, x, name, weight, bias):
        if self.exact:
            return self.op("Add", [self.op("MatMul", [x, self.const(name + "/weight", weight.T)]),
                                   self.const(name + "/bias", bias)])
        columns, scale = quantise_columns(weight)
        return self.op("DynamicQuantizeMatMul",
                       [x, self.const(name + "/weight", columns), self.const(name + "/scale", scale), "",
                        self.const(name + "/bias", bias)], domain=MICROSOFT)

    def dense(self, x, name):
        return self.linear(x, name, self.w[name + "/weight"], self.w[name + "/bias"])

    def dense_in_blocks(self, x, name, block=128):
        if self.exact:
            return self.dense(x, name)
        weight = self.w[name + "/weight"]
        packed, scale = quantise_blocks(weight, block)
        return self.op("MatMulNBits",
                       [x, self.const(name + "/weight", packed), self.const(name + "/scale", scale), "", "",
                        self.const(name + "/bias", self.w[name + "/bias"])], domain=MICROSOFT,
                       K=weight.shape[1], N=weight.shape[0], bits=8, block_size=block, accuracy_level=4)

    def norm_constants(self, name):
        return [self.const(f"{name}/{p}", self.w[f"{name}/{p}"]) for p in ("gamma", "beta")]

    def norm(self, x, name):
        return self.op("LayerNormalization", [x, *self.norm_constants(name)], axis=-1, epsilon=1e-5)

    def add_norm(self, x, y, name):
        """The residual x + y, and its layer norm."""
        out = self.op("SkipLayerNormalization", [x, y, *self.norm_constants(name)],
                      [f"{name}/out", "", "", f"{name}/sum"], domain=MICROSOFT, epsilon=1e-5)
        return out[3], out[0]

    def attend(self, q, k, v, past=None, present=()):
        """With a `past` no place looks ahead, and the `present` comes out as well."""
        inputs = [q, k, v] + (["", "", "", *past] if past else [])
        outputs = [f"attended_{self.count}", *present] if past else 1
        self.count += 1
        return self.op("MultiHeadAttention", inputs, outputs, domain=MICROSOFT, unidirectional=int(past is not None),
                       num_heads=self.heads, scale=float((self.state // self.heads) ** -0.5))

    def self_qkv(self, x, layer):
        name = layer + "/self_attention/linear_0"
        d = self.state
        return self.op("Split", [self.dense(x, name), self.ints(d, d, d)], 3, axis=-1)

    def feed_forward(self, x, layer):
        x = self.dense(x, layer + "/ffn/linear_0")
        return self.dense_in_blocks(self.op("Gelu", [x], domain=MICROSOFT), layer + "/ffn/linear_1")


def layers(weights, side):
    found = {int(m[1]) for m in (re.match(side + r"/layer_(\d+)/", k) for k in weights) if m}
    return [f"{side}/layer_{i}" for i in range(len(found))]


CROSS = ("n_layer_cross_k", "n_layer_cross_v")  # sherpa-onnx's names
SELF = ("n_layer_self_k_cache", "n_layer_self_v_cache")


def sound(half, layer):
    return f"sound_{'kv'[half]}_{layer}"


def encoder(w, heads, exact=False, layout="own"):
    """mel [n, 80, frames] -> keys and values of the sound for each decoder layer, `sound_k_0`, `sound_v_0`, ...,
    each [n, head, frames / 2, width of a head]. In sherpa-onnx's layout all layers in one, [layer, n, ...]."""
    g = Builder("whisper-encoder", w, heads, exact)
    x = g.input("mel", FLOAT, ["n_audio", w["encoder/conv1/weight"].shape[1], "T"])
    for conv, stride in (("encoder/conv1", 1), ("encoder/conv2", 2)):
        x = g.op("Conv", [x, g.const(conv + "/weight", w[conv + "/weight"]), g.const(conv + "/bias", w[conv + "/bias"])],
                 kernel_shape=[3], pads=[1, 1], strides=[stride])
        x = g.op("Gelu", [x], domain=MICROSOFT)
    x = g.op("Transpose", [x], perm=[0, 2, 1])
    # The time axis is free: an utterance of three seconds must not cost thirty.
    length = g.op("Shape", [x], start=1, end=2)
    position = g.const("encoder/positions", w["encoder/position_encodings/encodings"])
    x = g.op("Add", [x, g.op("Slice", [position, g.ints(0), length, g.ints(0)])])
    names = layers(w, "encoder")
    y = g.norm(x, names[0] + "/self_attention/layer_norm")
    for i, layer in enumerate(names):
        y = g.dense(g.attend(*g.self_qkv(y, layer)), layer + "/self_attention/linear_1")
        x, y = g.add_norm(x, y, layer + "/ffn/layer_norm")
        y = g.feed_forward(y, layer)
        after = names[i + 1] + "/self_attention/layer_norm" if i + 1 < len(names) else "encoder/layer_norm"
        x, y = g.add_norm(x, y, after)
    # One product for the keys of all decoder layers, one for the values.
    d = g.state
    cross = [name + "/attention/linear_1" for name in layers(w, "decoder")]
    for half, out in enumerate(CROSS):
        cut = slice(half * d, (half + 1) * d)
        z = g.linear(y, out, *(np.concatenate([w[f"{c}/{p}"][cut] for c in cross]) for p in ("weight", "bias")))
        z = g.op("Reshape", [z, g.ints(0, 0, len(cross), heads, d // heads)])
        g.op("Transpose", [z], [out], perm=[2, 0, 3, 1, 4])
        shape = ["n_audio", heads, "T2", d // heads]
        if layout == "sherpa":
            g.output(out, FLOAT, [len(cross), *shape])
            continue
        for i, one in enumerate(g.op("Split", [out], len(cross), axis=0)):
            g.op("Squeeze", [one, g.ints(0)], [sound(half, i)])
            g.output(sound(half, i), FLOAT, shape)
    return g


def sherpa_inputs(g, count, width):
    """The inputs of sherpa-onnx's layout -> what the layers want: past, and sound."""
    d = g.state
    kept = [g.input("in_" + name, FLOAT, [count, "n_audio", "cached", d]) for name in SELF]
    cross = [g.input(name, FLOAT, [count, "n_sound", g.heads, "T2", width]) for name in CROSS]
    offset = g.input("offset", INT64, [1])
    past, sounds = [], []
    for cache in kept:
        rows = g.op("Slice", [cache, g.ints(0), offset, g.ints(2)])
        by_head = g.op("Transpose", [g.op("Reshape", [rows, g.ints(0, 0, 0, g.heads, width)])], perm=[0, 1, 3, 2, 4])
        past.append([g.op("Squeeze", [one, g.ints(0)]) for one in g.op("Split", [by_head], count, axis=0)])
    for cache in cross:
        sounds.append([g.op("Squeeze", [one, g.ints(0)]) for one in g.op("Split", [cache], count, axis=0)])
    return list(zip(*past)), list(zip(*sounds))


def sherpa_outputs(g, present, vocabulary, kept_tokens):
    """The outputs of sherpa-onnx's layout. One column more for all that is not written, then every token takes
    its column."""
    logits = g.op("Pad", ["writable", g.ints(0, 0, 0, 0, 0, 1), g.const("never", np.float32(NEVER).reshape(()))])
    column = np.full(vocabulary, len(kept_tokens), "<i4")
    column[kept_tokens] = np.arange(len(kept_tokens), dtype="<i4")
    g.op("Gather", [logits, g.const("writable/column", column)], ["logits"], axis=2)
    g.output("logits", FLOAT, ["n_audio", "places", vocabulary])
    for half, name in enumerate(SELF):
        layers_ = [g.op("Unsqueeze", [pair[half], g.ints(0)]) for pair in present]
        by_row = g.op("Transpose", [g.op("Concat", layers_, axis=0)], perm=[0, 1, 3, 2, 4])
        g.op("Reshape", [by_row, g.ints(0, 0, 0, g.state)], ["out_" + name])
        g.output("out_" + name, FLOAT, [len(present), "n_audio", "seen", g.state])


def decoder(w, heads, kept_tokens, exact=False, layout="own"):
    """One step: tokens [n, count] and what was kept from the steps before -> logits of the last (at most four)
    places, [n, places, kept_tokens]. The n readings are of one sound.

    What was kept are keys and values, each [n, head, tokens so far, width of a head]: `past_k_0`, `past_v_0`,
    `past_k_1`, ... for the layers, of length 0 before the first step; `present_k_0`, ... are handed to
    the next step. `sound_k_0`, ... come from the encoder.

    In sherpa-onnx's layout the cache of keys (and of values) is one tensor [layer, n, length, state], which
    it starts with a length of 448 full of zeros and offset 0; only the first `offset` rows are read, and what
    is returned is offset + count rows long. There every token has a logit.
    """
    g = Builder("whisper-decoder", w, heads, exact)
    names = layers(w, "decoder")
    count, d = len(names), g.state
    width = d // heads
    tokens = g.input("tokens", INT64, ["n_audio", "n_tokens"])
    if layout == "sherpa":
        past, crossed = sherpa_inputs(g, count, width)
    else:
        of_all = lambda name, dims: [[g.input(name(p, i), FLOAT, dims) for p in (0, 1)] for i in range(count)]
        past = of_all(lambda p, i: f"past_{'kv'[p]}_{i}", ["n_audio", heads, "cached", width])
        crossed = of_all(sound, ["n_sound", heads, "T2", width])

    begin = g.op("Shape", [past[0][0]], start=2, end=3)
    end = g.op("Add", [begin, g.op("Shape", [tokens], start=1, end=2)])
    embedding = w["decoder/embeddings/weight"]
    if exact:
        table = g.const("embedding/weight", embedding.T)
        x = g.op("Transpose", [g.op("Gather", [table, tokens], axis=1)], perm=[1, 2, 0])
    else:
        columns, scale = quantise_columns(embedding)
        table = g.const("embedding/weight", columns)            # [state, vocabulary]
        picked = g.op("Cast", [g.op("Gather", [table, tokens], axis=1)], to=FLOAT)
        sizes = g.op("Gather", [g.const("embedding/scale", scale), tokens], axis=0)
        x = g.op("Mul", [g.op("Transpose", [picked], perm=[1, 2, 0]), g.op("Unsqueeze", [sizes, g.ints(2)])])
    position = g.const("decoder/positions", w["decoder/position_encodings/encodings"])
    x = g.op("Add", [x, g.op("Slice", [position, begin, end, g.ints(0)])])

    # Several readings of one sound are so many rows of one attention: the sound is there once.
    aside = g.op("Concat", [g.op("Shape", [crossed[0][0]], start=0, end=1), g.ints(-1, d)], axis=0)
    back = g.op("Concat", [g.op("Shape", [tokens]), g.ints(d)], axis=0)
    y = g.norm(x, names[0] + "/self_attention/layer_norm")
    present = []
    for i, layer in enumerate(names):
        y, *grown = g.attend(*g.self_qkv(y, layer), past=past[i], present=[f"present_{p}_{i}" for p in "kv"])
        present.append(grown)
        y = g.dense(y, layer + "/self_attention/linear_1")
        x, y = g.add_norm(x, y, layer + "/attention/layer_norm")
        q = g.dense(y, layer + "/attention/linear_0")
        heard = g.attend(g.op("Reshape", [q, aside]), *crossed[i])
        y = g.dense(g.op("Reshape", [heard, back]), layer + "/attention/linear_2")
        x, y = g.add_norm(x, y, layer + "/ffn/layer_norm")
        y = g.feed_forward(y, layer)
        after = names[i + 1] + "/self_attention/layer_norm" if i + 1 < count else "decoder/layer_norm"
        x, y = g.add_norm(x, y, after)
    y = g.op("Slice", [y, g.ints(-4), g.ints(2**31 - 1), g.ints(1)])
    written = embedding[kept_tokens]
    last = "logits" if layout == "own" else "writable"
    if exact:
        g.op("MatMul", [y, g.const("writable/weight", written.T)], [last])
    else:
        columns, scale = quantise_columns(written)
        g.op("DynamicQuantizeMatMul", [y, g.const("writable/weight", columns), g.const("writable/scale", scale)],
             [last], domain=MICROSOFT)
    if layout == "sherpa":
        sherpa_outputs(g, present, embedding.shape[0], kept_tokens)
        return g
    g.output("logits", FLOAT, ["n_audio", "places", len(kept_tokens)])
    for name in (name for pair in present for name in pair):
        g.output(name, FLOAT, ["n_audio", heads, "seen", width])
    return g


# ---------------------------------------------------------------- tokens and metadata

def byte_alphabet():
    """The printable character that stands for each byte in a byte-level BPE vocabulary -> the byte."""
    plain = [*range(33, 127), *range(161, 173), *range(174, 256)]
    rest = [b for b in range(256) if b not in plain]
    return {chr(b): b for b in plain} | {chr(256 + i): b for i, b in enumerate(rest)}


def token_lines(tokenizer):
    """`base64(bytes) id` per token, in the order of ids; specials are left out, as sherpa-onnx expects."""
    special = {t["content"] for t in tokenizer["added_tokens"]}
    alphabet = byte_alphabet()
    by_id = {i: t for t, i in tokenizer["model"]["vocab"].items() if t not in special}
    if sorted(by_id) != list(range(len(by_id))):
        raise Refused("the tokenizer's ids have gaps")
    for i in range(len(by_id)):
        raw = bytes(alphabet[c] for c in by_id[i])
        yield f"{base64.b64encode(raw).decode() or '='} {i}\n"      # the one empty token is written '='


def writable(tokenizer):
    """The tokens, in order, that can be written of Korean speech: Hangul, pieces of syllables, digits, marks, Latin up
    to two letters and capitals up to four (longer words are spelled), and the orders that are no times."""
    alphabet = byte_alphabet()
    special = {t["content"]: t["id"] for t in tokenizer["added_tokens"]}

    def is_writable(piece):
        raw = bytes(alphabet[c] for c in piece)
        try:
            text, rest = raw.decode(), b""
        except UnicodeDecodeError as e:
            text, rest = raw[:e.start].decode(), raw[e.start:]
        # What is no whole character yet is inside one, or begins a syllable (U+AC00 to U+D7A3).
        if rest and not (0x80 <= rest[0] <= 0xBF or 0xEA <= rest[0] <= 0xED):
            return False
        word = text.strip()
        if word.isascii() and word.isalpha():
            return len(word) <= 2 or (len(word) <= 4 and word.isupper())
        return all(c.isascii() or "\uac00" <= c <= "\ud7a3" or "\u3131" <= c <= "\u3163" for c in text)

    text = [i for piece, i in tokenizer["model"]["vocab"].items() if piece not in special and is_writable(piece)]
    orders = [i for content, i in special.items() if not re.fullmatch(r"<\|[\d.]+\|>", content)]
    return sorted({*text, *orders})


def metadata(w, tokenizer, heads, name):
    ids = {t["content"]: t["id"] for t in tokenizer["added_tokens"]}
    special = lambda s: ids[f"<|{s}|>"]
    languages = [(i, t[2:-2]) for t, i in ids.items() if re.fullmatch(r"<\|[a-z]{2,3}\|>", t)]
    languages.sort()
    text_ctx, state = w["decoder/position_encodings/encodings"].shape
    return {
        "model_type": "whisper-" + name, "version": 1, "maintainer": "munjigi",
        "n_mels": w["encoder/conv1/weight"].shape[1],
        "n_audio_ctx": w["encoder/position_encodings/encodings"].shape[0], "n_audio_state": state,
        "n_audio_head": heads, "n_audio_layer": len(layers(w, "encoder")),
        "n_vocab": w["decoder/embeddings/weight"].shape[0],
        "n_text_ctx": text_ctx, "n_text_state": state,
        "n_text_head": heads, "n_text_layer": len(layers(w, "decoder")),
        "sot_sequence": ",".join(map(str, (special("startoftranscript"), special("en"), special("transcribe")))),
        "all_language_tokens": ",".join(str(i) for i, _ in languages),
        "all_language_codes": ",".join(code for _, code in languages),
        "sot": special("startoftranscript"), "sot_index": 0, "eot": special("endoftext"),
        "blank_id": tokenizer["model"]["vocab"]["\u0120"], "is_multilingual": 1,
        "no_speech": ids.get("<|nospeech|>", ids.get("<|nocaptions|>")),
        "transcribe": special("transcribe"), "translate": special("translate"),
        "sot_prev": special("startofprev"), "sot_lm": special("startoflm"),
        "no_timestamps": special("notimestamps"),
    }


def main():
    args = argparse.ArgumentParser(description="Whisper from CTranslate2 fp16 to ONNX int8")
    args.add_argument("model_bin")
    args.add_argument("tokenizer")
    args.add_argument("out")
    args.add_argument("--name", default="base")
    args.add_argument("--exact", action="store_true", help="quantise nothing")
    args.add_argument("--layout", choices=["own", "sherpa"], default="own", help="whose the names and caches are")
    a = args.parse_args()
    if sys.byteorder != "little":
        raise Refused("this program writes tensors as they lie in memory and needs a little-endian machine")
    w = balance(read_ctranslate2(a.model_bin))
    with open(a.tokenizer, encoding="utf-8") as f:
        tokenizer = json.load(f)
    heads = w["encoder/conv1/bias"].shape[0] // 64           # every Whisper has heads of width 64
    os.makedirs(a.out, exist_ok=True)
    made = []
    kept = writable(tokenizer)
    graphs = {"encoder": encoder(w, heads, a.exact, a.layout), "decoder": decoder(w, heads, kept, a.exact, a.layout)}
    notes = metadata(w, tokenizer, heads, a.name) | {"writable": ",".join(map(str, kept))}
    for side, graph in graphs.items():
        made.append(os.path.join(a.out, f"{a.name}-{side}.int8.onnx"))
        graph.save(made[-1], notes)
    made.append(os.path.join(a.out, f"{a.name}-tokens.txt"))
    with open(made[-1], "w", encoding="ascii", newline="\n") as f:
        f.writelines(token_lines(tokenizer))
    for path in made:
        with open(path, "rb") as f:
            print(f"{hashlib.file_digest(f, 'sha256').hexdigest()}  {os.path.getsize(path)}  {os.path.basename(path)}")


if __name__ == "__main__":
    try:
        main()
    except Refused as e:
        sys.exit(f"whisper_to_onnx: {e}")
    except OSError as e:
        sys.exit(f"whisper_to_onnx: {e.filename}: {e.strerror}")
