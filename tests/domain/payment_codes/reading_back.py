"""Reads payment codes as a banking app would, written from the standards and not from our code."""

import binascii
from urllib.parse import unquote


def read_epc(payload: str) -> dict[str, str]:
    lines = payload.split("\n")
    assert lines[:4] == ["BCD", "002", "1", "SCT"]
    assert 8 <= len(lines) <= 12
    assert not payload.endswith("\n")
    names = ("bic", "payee", "iban", "amount", "purpose", "reference", "message", "note")
    return dict(zip(names, [*lines[4:], *[""] * 4], strict=False))


def read_spayd(payload: str) -> dict[str, str]:
    front, _, checksum = payload.rpartition("CRC32:")
    assert f"{binascii.crc32(front.encode()) & 0xFFFFFFFF:08X}" == checksum
    head, version, *pairs, last = front.split("*")
    assert (head, version, last) == ("SPD", "1.0", "")
    keys = [pair.split(":", 1)[0] for pair in pairs]
    assert keys == sorted(set(keys))
    return {key: unquote(value) for key, value in (pair.split(":", 1) for pair in pairs)}


def read_hct(payload: str) -> list[str]:
    assert payload.count("\n") == 17
    assert payload.endswith("\n")
    return payload.split("\n")[:17]


def read_st00012(payload: str) -> dict[str, str]:
    assert payload.startswith("ST00012")
    separator = payload[7]
    return dict(block.split("=", 1) for block in payload[8:].split(separator))
