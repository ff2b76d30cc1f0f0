"""A chart made fit to stand inside a page: nothing external, no script, no clash of ids, colours that follow the page.

Charts are drawn in the light palette. Inside a page each of its colours becomes a CSS variable, so that the same chart
is right on a dark screen, and on paper again in light.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree import ElementTree

from hubao.errors import ReportError
from hubao.report.tokens import LIGHT

__all__ = ["inline_svg"]

_DROPPED = {"metadata", "style", "title", "desc"}
_FORBIDDEN = {"script", "foreignObject", "image", "a", "animate", "set", "iframe"}
_VARIABLES = {**{colour: f"var(--hb-{name})" for name, colour in LIGHT.colours().items()}, "#000000": "var(--hb-ink)"}
_COLOUR = re.compile("|".join(_VARIABLES), re.IGNORECASE)
_ENLARGED = 1.2
_LOCAL_URL = re.compile(r"url\(\s*['\"]?#([^)'\"]+)['\"]?\s*\)")
_ANY_URL = re.compile(r"url\(\s*['\"]?(?!#)|https?:|javascript:|data:|@import", re.IGNORECASE)


def inline_svg(svg: str, *, label: str, prefix: str) -> str:
    """Rewrite a chart for inline use.

    Args:
        svg: a complete SVG text with its styles in attributes, as matplotlib writes it.
        label: the alternative text; the whole chart is one picture to a screen reader.
        prefix: put before every id, so that ids stay unique in the page.

    Raises:
        ReportError: it is not SVG, or holds a script, a link or anything from outside.

    >>> chart = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path id="a" style="fill: #1d4e89"/></svg>'
    >>> inline_svg(chart, label="完成率95%", prefix="f1-")
    '<svg role="img" aria-label="完成率95%" viewBox="0 0 9 9"><path style="fill: var(--hb-main)" /></svg>'
    """
    root = _parse(svg)
    for element in root.iter():
        _localise(element)
    _drop(root)
    referenced = set(_references(root))
    for element in root.iter():
        _rename(element, referenced, prefix)
        _recolour(element)
    _trim_text(root)
    size = {"viewBox": root.attrib["viewBox"]} if "viewBox" in root.attrib else {}
    style = _widest(root)
    root.attrib.clear()
    root.attrib.update({"role": "img", "aria-label": label, **size, **style})
    return ElementTree.tostring(root, encoding="unicode")


def _parse(svg: str) -> ElementTree.Element:
    try:
        root = ElementTree.fromstring(svg)
    except ElementTree.ParseError as error:
        message = "图不是完整的 SVG，无法放入报告"
        raise ReportError(message) from error
    if _local(root.tag) != "svg":
        message = "图不是 SVG，无法放入报告"
        raise ReportError(message)
    return root


def _local(name: str) -> str:
    return name.rpartition("}")[2]


def _localise(element: ElementTree.Element) -> None:
    """Take the namespaces away: a page needs none, and they look like addresses."""
    element.tag = _local(element.tag)
    if element.tag in _FORBIDDEN:
        message = f"图中有不允许的内容（{element.tag}）"
        raise ReportError(message)
    plain = {_local(key): value for key, value in element.attrib.items()}
    element.attrib.clear()
    element.attrib.update(plain)


def _drop(element: ElementTree.Element) -> None:
    for child in list(element):
        if child.tag in _DROPPED:
            element.remove(child)
        else:
            _drop(child)


def _references(root: ElementTree.Element) -> Iterator[str]:
    for element in root.iter():
        for key, value in element.attrib.items():
            if key == "href":
                yield value.removeprefix("#")
            yield from _LOCAL_URL.findall(value)


def _rename(element: ElementTree.Element, referenced: set[str], prefix: str) -> None:
    for key, value in list(element.attrib.items()):
        if key == "href" and not value.startswith("#"):
            message = "图中引用了外部内容，报告须能离线打开"
            raise ReportError(message)
        if key.startswith("on") or _ANY_URL.search(value):
            message = f"图中有不允许的属性（{key}）"
            raise ReportError(message)
        if key == "id" and value not in referenced:
            del element.attrib[key]
        elif key == "id":
            element.set(key, prefix + value)
        elif key == "href":
            element.set(key, f"#{prefix}{value[1:]}")
        else:
            element.set(key, _LOCAL_URL.sub(lambda match: f"url(#{prefix}{match[1]})", value))


def _recolour(element: ElementTree.Element) -> None:
    """Only style attributes may hold CSS variables; a presentation attribute moves into the style first."""
    moved = [f"{key}: {element.attrib.pop(key)}" for key in ("fill", "stroke") if key in element.attrib]
    style = "; ".join([*moved, *([element.attrib["style"]] if "style" in element.attrib else [])])
    if style:
        element.set("style", _COLOUR.sub(lambda match: _VARIABLES[match[0].lower()], style))


def _trim_text(root: ElementTree.Element) -> None:
    for element in root.iter():
        if element.tag not in ("text", "tspan"):
            element.text = None
        if element.tag != "tspan":
            element.tail = None
        if "d" in element.attrib:
            element.set("d", " ".join(element.attrib["d"].split()))


def _widest(root: ElementTree.Element) -> dict[str, str]:
    """Bound the width a chart is shown at, so that its letters come near the page's size and never outgrow it."""
    width = root.attrib.get("width", "")
    bounded = re.fullmatch(r"[\d.]+(pt|px|mm|cm|in)", width) is not None
    return {"style": f"max-width: calc({width} * {_ENLARGED})"} if bounded else {}
