"""matplotlib's SVG made small and self-contained: no style sheet, no metadata, short paths, ids of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from hashlib import sha256
from xml.etree import ElementTree

__all__ = ["tidy"]

_DROPPED = {"metadata", "style"}
_SPACE = "http://www.w3.org/2000/svg"
_LOCAL_URL = re.compile(r"url\(#([^)]+)\)")
_TOKEN = re.compile(r"[A-Za-z]|-?[\d.]+(?:e-?\d+)?")
_POINTS = {"M": 1, "L": 1, "Q": 2, "C": 3, "z": 0, "Z": 0}
_HUNDREDTHS = 100


def tidy(svg: str) -> str:
    """Rewrite an SVG text as matplotlib writes it.

    Ids that something refers to get a prefix taken from the drawing itself, so that charts can stand on one page; the
    others go. Coordinates become relative, at most two decimals.

    >>> tidy('<svg xmlns="http://www.w3.org/2000/svg"><g id="a"><path d="M 1 1 L 3 1 L 3 2.5 z"/></g></svg>')
    '<svg xmlns="http://www.w3.org/2000/svg"><path d="m1 1h2v1.5z" /></svg>'
    """
    prefix = f"c{sha256(svg.encode()).hexdigest()[:8]}-"
    root = ElementTree.fromstring(svg)
    for element in root.iter():
        _localise(element)
    referenced = set(_references(root))
    for element in root.iter():
        _rename(element, referenced, prefix)
        if "d" in element.attrib:
            element.set("d", _short_path(element.attrib["d"]))
    _prune(root)
    size = {key: value for key, value in root.attrib.items() if key in ("width", "height", "viewBox")}
    root.attrib.clear()
    root.set("xmlns", _SPACE)
    root.attrib.update(size)
    return ElementTree.tostring(root, encoding="unicode")


def _localise(element: ElementTree.Element) -> None:
    element.tag = element.tag.rpartition("}")[2]
    plain = {key.rpartition("}")[2]: value for key, value in element.attrib.items()}
    element.attrib.clear()
    element.attrib.update(plain)
    element.text = element.tail = None


def _references(root: ElementTree.Element) -> Iterator[str]:
    for element in root.iter():
        for key, value in element.attrib.items():
            if key == "href":
                yield value.removeprefix("#")
            yield from _LOCAL_URL.findall(value)


def _rename(element: ElementTree.Element, referenced: set[str], prefix: str) -> None:
    for key, value in list(element.attrib.items()):
        if key == "id" and value not in referenced:
            del element.attrib[key]
        elif key == "id":
            element.set(key, prefix + value)
        elif key == "href":
            element.set(key, f"#{prefix}{value[1:]}")
        else:
            element.set(key, _LOCAL_URL.sub(rf"url(#{prefix}\1)", value))


def _prune(element: ElementTree.Element) -> None:
    """Take out what draws nothing, and groups that only group."""
    kept: list[ElementTree.Element] = []
    for child in list(element):
        _prune(child)
        if child.tag in _DROPPED or (child.tag == "defs" and not len(child)):
            continue
        kept.extend(child if child.tag == "g" and not child.attrib else [child])
    for child in list(element):
        element.remove(child)
    element.extend(kept)


@lru_cache(maxsize=4096)
def _short_path(path: str) -> str:
    """Write a path in relative steps, in hundredths; each step is taken from where the pen really stands.

    Letters come again and again, from chart to chart: their outlines are kept.
    """
    tokens = _TOKEN.findall(path)
    pen = start = (0, 0)
    parts: list[str] = []
    place = 0
    while place < len(tokens):
        command = tokens[place]
        count = 2 * _POINTS[command]
        numbers = [round(float(token) * _HUNDREDTHS) for token in tokens[place + 1 : place + 1 + count]]
        points = list(zip(numbers[::2], numbers[1::2], strict=True))
        place += 1 + count
        parts.append(_step(command, pen, points))
        pen = points[-1] if points else start
        if command == "M":
            start = pen
    return "".join(parts)


def _step(command: str, pen: tuple[int, int], points: Sequence[tuple[int, int]]) -> str:
    deltas = [(x - pen[0], y - pen[1]) for x, y in points]
    if command == "L" and deltas[0][1] == 0:
        return "h" + _joined([deltas[0][0]])
    if command == "L" and deltas[0][0] == 0:
        return "v" + _joined([deltas[0][1]])
    return command.lower() + _joined([value for delta in deltas for value in delta])


def _joined(values: Sequence[int]) -> str:
    """Write numbers with no more between them than needed: a minus sign separates by itself."""
    text = ""
    for value in values:
        number = _number(value)
        text += number if not text or number.startswith("-") else f" {number}"
    return text


def _number(hundredths: int) -> str:
    whole, rest = divmod(abs(hundredths), _HUNDREDTHS)
    decimals = f".{rest:02d}".rstrip("0") if rest else ""
    return f"{'-' if hundredths < 0 else ''}{whole or ('' if decimals else '0')}{decimals}"
