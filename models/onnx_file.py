"""The wire format of ONNX files (protobuf), as far as the programs here read and write it.

Reading gives the fields of a message in their order, each as (number, wire type, value, its bytes as they
were), so that what is not understood is written back unchanged.
"""

import struct


def varint(n):
    out = bytearray()
    while n > 0x7F:
        out.append(n & 0x7F | 0x80)
        n >>= 7
    out.append(n)
    return bytes(out)


def number(field, n):
    return varint(field << 3) + varint(n & (1 << 64) - 1)


def blob(field, data):
    if isinstance(data, str):
        data = data.encode()
    return varint(field << 3 | 2) + varint(len(data)) + data


def attribute(name, value):
    """AttributeProto: name=1 f=2 i=3 s=4 t=5 ints=8 type=20."""
    head = blob(1, name)
    if isinstance(value, float):
        return head + varint(2 << 3 | 5) + struct.pack("<f", value) + number(20, 1)
    if isinstance(value, int):
        return head + number(3, value) + number(20, 2)
    return head + b"".join(number(8, v) for v in value) + number(20, 7)


def node(kind, inputs, outputs, name, domain="", attributes=()):
    """NodeProto: input=1 output=2 name=3 op_type=4 attribute=5 domain=7."""
    head = b"".join(blob(1, i) for i in inputs) + b"".join(blob(2, o) for o in outputs)
    head += blob(3, name) + blob(4, kind) + b"".join(blob(5, a) for a in attributes)
    return head + (blob(7, domain) if domain else b"")


def take_varint(data, at):
    n = shift = 0
    while True:
        byte = data[at]
        at += 1
        n |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            return n, at
        if shift > 63:
            raise ValueError(f"octet {at}: a number that does not end")


def fields(message):
    """The fields of a message. IndexError or ValueError: it is none, or ends early."""
    message, at = memoryview(message), 0
    while at < len(message):
        begin = at
        key, at = take_varint(message, at)
        field, wire = key >> 3, key & 7
        if wire == 0:
            value, at = take_varint(message, at)
        elif wire in (1, 2, 5):
            length = {1: 8, 5: 4}.get(wire)
            if length is None:
                length, at = take_varint(message, at)
            value, at = message[at:at + length], at + length
        else:
            raise ValueError(f"octet {begin}: wire type {wire}")
        if at > len(message):
            raise ValueError(f"octet {begin}: field {field} ends behind its message")
        yield field, wire, value, message[begin:at]


def text(value):
    return bytes(value).decode()


def numbers(field_list, wanted):
    """A repeated integer field, packed or not."""
    out = []
    for field, wire, value, _ in field_list:
        if field != wanted:
            continue
        if wire == 0:
            out.append(value)
            continue
        at = 0
        while at < len(value):
            n, at = take_varint(value, at)
            out.append(n)
    return out
