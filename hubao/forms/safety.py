"""Workbooks from outside: what no honest form holds is refused before anything in it is understood.

Everything is bounded: a form of ours is a tenth of a megabyte. No part is unpacked beyond the limit, whatever size it
claims to have.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

from hubao.errors import Problem
from hubao.tables.source import Source, error

__all__ = ["refuse_hostile"]

LARGEST_FILE = 10 * 1024 * 1024
LARGEST_UNPACKED = 30 * 1024 * 1024
MOST_PARTS = 500
XML = (".xml", ".rels", ".vml")
ENTITY = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
EXTERNAL = re.compile(rb"TargetMode\s*=\s*[\"']External[\"']", re.IGNORECASE)
HYPERLINK = re.compile(rb"relationships/hyperlink[\"']", re.IGNORECASE)
RELATIONSHIP = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*>")
BACK = "用 hubao forms 写出的原表重新填写"


def refuse_hostile(path: Path) -> list[Problem]:
    """What of a workbook keeps it from being opened at all; empty when it may be.

    Zip bombs, macros, links to other files, XML with entities, parts in an odd encoding. Files that are no zip archive
    at all pass: the reader has words of its own for them.

    Args:
        path: the workbook.
    """
    source = Source(path.name)
    try:
        if path.stat().st_size > LARGEST_FILE:
            return [error(source, f"文件超过{LARGEST_FILE // 1024 // 1024}MB，不是填报表", BACK)]
        with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as archive:
            return list(_faults(source, archive))
    except zipfile.BadZipFile:
        return []
    except OSError as failure:
        return [error(source, f"文件打不开（{failure.strerror or '读取失败'}）", "检查文件权限，关闭占用它的程序")]
    except Exception:  # a forged archive makes the library raise almost anything; the user needs one sentence
        return [error(source, "工作簿已损坏，或不是 Excel 工作簿", BACK)]


def _faults(source: Source, archive: zipfile.ZipFile) -> Iterator[Problem]:
    parts = archive.infolist()
    if len(parts) > MOST_PARTS:
        yield error(source, f"工作簿内有{len(parts)}个部件，不是填报表", BACK)
        return
    left = LARGEST_UNPACKED
    for part in parts:
        with archive.open(part) as unpacked:
            data = unpacked.read(left + 1)
        left -= len(data)
        if left < 0:
            yield error(source, f"工作簿展开后超过{LARGEST_UNPACKED // 1024 // 1024}MB，不是填报表", BACK)
            return
        yield from _part(source, part.filename, data)


def _part(source: Source, name: str, data: bytes) -> Iterator[Problem]:
    lowered = name.lower()
    if lowered.endswith(".bin") and "vba" in lowered:
        yield error(source, "工作簿带有宏，没有打开", "另存为不带宏的“Excel 工作簿（*.xlsx）”")
    elif lowered.startswith("xl/externallinks/") and lowered.endswith(".xml"):
        yield error(source, "工作簿引用了别的文件，没有打开", "在 Excel“数据—编辑链接”中断开链接，把引用改成数值")
    elif lowered.endswith(XML):
        if b"\x00" in data[:200] or ENTITY.search(data):
            yield error(source, f"工作簿的部件 {name} 含有不安全的内容，没有打开", BACK)
        elif lowered.endswith(".rels") and any(
            EXTERNAL.search(one) and not HYPERLINK.search(one) for one in RELATIONSHIP.findall(data)
        ):
            yield error(source, "工作簿引用了别的文件或网址，没有打开", "删去外部图片、对象和数据连接后另存")
