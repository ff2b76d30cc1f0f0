"""Charts inside a page: colours that turn with it, ids of its own, nothing from outside."""

import pytest

from hubao.errors import ReportError
from hubao.report.inline_svg import inline_svg
from tests.report.pages import SVG


def test_ids_get_their_prefix_wherever_they_are_used():
    text = inline_svg(SVG, label="", prefix="b3-")
    assert 'id="b3-m"' in text
    assert 'href="#b3-m"' in text
    assert "url(#b3-c)" in text


def test_colours_become_the_pages_variables():
    text = inline_svg(SVG, label="", prefix="")
    assert "fill: var(--hb-loss)" in text
    assert "fill: var(--hb-main)" in text
    assert "#" not in text.replace('href="#', "").replace("url(#", "")


def test_its_style_sheet_would_reach_the_whole_page_and_goes():
    assert "<style" not in inline_svg(SVG, label="", prefix="")


def test_namespaces_look_like_addresses_and_go():
    assert "http" not in inline_svg(SVG, label="", prefix="")


def test_unused_ids_go():
    assert "id=" not in inline_svg('<svg><g id="figure_1"/></svg>', label="", prefix="")


def test_letters_do_not_outgrow_the_page():
    assert 'style="max-width: calc(360pt * 1.2)"' in inline_svg(SVG, label="", prefix="")
    assert "max-width" not in inline_svg('<svg width="100%"/>', label="", prefix="")


def test_the_label_is_escaped():
    assert 'aria-label="&quot;&lt;甲&gt;"' in inline_svg("<svg/>", label='"<甲>', prefix="")


@pytest.mark.parametrize(
    "content",
    [
        "<script>1</script>",
        "<foreignObject/>",
        '<image href="data:image/png;base64,aGk="/>',
        '<a href="#x"/>',
        '<use href="other.svg#x"/>',
        '<use xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="http://example.org/#x"/>',
        '<g onclick="alert(1)"/>',
        '<rect fill="url(http://example.org/x)"/>',
        '<rect style="fill: url( &quot;x.svg#y&quot; )"/>',
        '<rect style="@import x"/>',
    ],
)
def test_anything_active_or_external_is_refused(content: str):
    with pytest.raises(ReportError):
        inline_svg(f'<svg xmlns="http://www.w3.org/2000/svg">{content}</svg>', label="", prefix="")


@pytest.mark.parametrize("text", ["", "<svg>", "甲", "<html/>"])
def test_what_is_not_svg_is_refused(text: str):
    with pytest.raises(ReportError, match="SVG"):
        inline_svg(text, label="", prefix="")
