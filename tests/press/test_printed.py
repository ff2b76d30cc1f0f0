"""What `hubao render` makes of the real notebook: both faces, kept notebooks, receipts, the index."""

from __future__ import annotations

import io
import json
import re
from functools import cache
from hashlib import sha256
from pathlib import Path

import pikepdf
import pypdf
import pytest
from lxml import html

from hubao.year import open_year
from tests.press.conftest import Printed
from tests.press.projects import hubao, receipt

EIGHT = ["一、评价项目", "二、评价依据", "三、评价目的", "四、评价范围"]
EIGHT += ["五、评价过程", "六、评价方法", "七、评价结果", "八、意见建议"]
NAMES = {"D01": "示例甲子区总工会代办处", "B07": "示例青瓷陶业集团工会代办处"}
OTHERS = ("D02", "D03", "U01", "C01")


def page(printed: Printed, name: str) -> html.HtmlElement:
    return html.document_fromstring((printed.out / name).read_bytes())


def paper(printed: Printed, key: str) -> str:
    return paper_text((printed.out / f"agencies/{key}.pdf").read_bytes())


@cache
def paper_text(pdf: bytes) -> str:
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    return re.sub(r"\s+", "", "".join(sheet.extract_text() for sheet in reader.pages))


def test_it_says_what_it_printed_and_where(printed: Printed):
    assert printed.said.status == 0
    assert printed.said.out.splitlines() == [f"已打印 2 份报告：{printed.out}", f"目录页：{printed.out / 'index.html'}"]
    assert (printed.said.err, printed.noise) == ("", "")


def test_there_is_every_file_and_no_other(printed: Printed):
    files = {path.relative_to(printed.out).as_posix() for path in printed.out.rglob("*") if path.is_file()}
    assert files == {
        *(f"agencies/{key}.{suffix}" for key in NAMES for suffix in ("html", "pdf", "ipynb")),
        *(f"receipts/{name}.json" for name in (*NAMES, "index")),
        "index.html",
    }


@pytest.mark.parametrize("name", ["agencies/D01.html", "agencies/B07.html", "index.html"])
def test_html_holds_no_external_address(printed: Printed, name: str):
    text = (printed.out / name).read_text(encoding="utf-8")
    assert not re.search(r"https?:|//[a-z]|@import|url\((?!['\"]?#)", text)
    root = page(printed, name)
    assert not root.xpath("//@src | //link | //iframe | //object | //embed")
    addresses = root.xpath("//@href")
    assert all(re.fullmatch(r"#[\w-]+|agencies/\w+\.(html|pdf)", address) for address in addresses)


@pytest.mark.parametrize("key", NAMES)
def test_both_faces_name_the_agency_and_have_the_eight_headings_in_order(printed: Printed, key: str):
    root, text = page(printed, f"agencies/{key}.html"), paper(printed, key)
    assert ["".join(head.itertext()).strip() for head in root.xpath("//h2")][:8] == EIGHT
    assert NAMES[key] in "".join(root.xpath("//h1")[0].itertext())
    assert NAMES[key] in text
    found = [text.rfind(heading) for heading in EIGHT]  # the last one: a contents page lists them before
    assert found == sorted(found)
    assert -1 not in found


@pytest.mark.parametrize("key", NAMES)
def test_every_font_of_the_pdf_is_embedded(printed: Printed, key: str):
    with pikepdf.open(printed.out / f"agencies/{key}.pdf") as pdf:
        described = [thing for thing in pdf.objects if isinstance(thing, pikepdf.Dictionary)]
        fonts = [thing for thing in described if thing.get("/Type") == "/FontDescriptor"]
    assert fonts
    assert all("/FontFile2" in font or "/FontFile3" in font for font in fonts)


@pytest.mark.parametrize("key", NAMES)
def test_no_report_speaks_of_another_agency(printed: Printed, key: str):
    year = open_year(2024, printed.project / "data" / "2024", printed.project / "params" / "policy" / "2024.yaml")
    others = [card.agency.name for other, card in year.cards.items() if other != key]
    assert len(others) == 5
    for text in ((printed.out / f"agencies/{key}.html").read_text(encoding="utf-8"), paper(printed, key)):
        assert [name for name in others if name in text] == []
        assert [other for other in OTHERS if re.search(rf"\b{other}\b", text)] == []


def test_the_vetoed_agency_is_told_so(printed: Printed):
    assert "一票否决" in paper(printed, "B07")
    assert "一票否决" not in "".join(page(printed, "agencies/D01.html").xpath("//header")[0].itertext())


def test_a_kept_notebook_holds_no_machine_and_no_moment(printed: Printed):
    text = (printed.out / "agencies/D01.ipynb").read_text(encoding="utf-8")
    assert str(printed.project) not in text
    assert not re.search(r"/(tmp|home|root|Users)/|\d{4}-\d\d-\d\dT\d\d:", text)
    kept = json.loads(text)
    parameters = {"year": 2024, "data": "data/2024", "policy": "params/policy/2024.yaml", "agency": "D01"}
    assert kept["metadata"]["papermill"] == {"parameters": parameters}
    assert [cell["id"] for cell in kept["cells"]][:3] == ["parameters", "injected-parameters", "open"]


def test_a_receipt_holds_what_went_in_and_what_came_out(printed: Printed):
    one = receipt(printed.out, "D01")
    assert (one["report"], one["owner"], one["year"]) == ("agency", "D01", 2024)
    assert (one["sample"], one["standing"], one["trial"]) == (True, "测算", {})
    assert one["readings"]["A-G1"] == "full"
    assert one["places"] == {"data": "data/2024", "policy": "params/policy/2024.yaml"}
    inputs, project = one["inputs"], printed.project
    data = {path.name: digest(path) for path in (project / "data" / "2024").iterdir()}
    assert inputs["data"] == data
    assert inputs["policy"] == {"file": "2024.yaml", "sha256": digest(project / "params" / "policy" / "2024.yaml")}
    assert inputs["notebook"]["sha256"] == digest(project / "notebooks" / "agency.ipynb")
    assert inputs["lock"] == digest(project / "requirements.txt")
    assert len(inputs["code"]["sha256"]) == 64
    names = {f"agencies/D01.{suffix}" for suffix in ("html", "pdf", "ipynb")}
    assert one["outputs"] == {name: digest(printed.out / name) for name in names}


def digest(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()


def test_no_receipt_holds_a_path_or_a_moment(printed: Printed):
    for path in (printed.out / "receipts").iterdir():
        text = path.read_text(encoding="utf-8")
        assert str(printed.project) not in text
        assert not re.search(r"\d{4}-\d\d-\d\d|\d\d:\d\d", text)


def test_the_index_links_what_was_printed(printed: Printed):
    root = page(printed, "index.html")
    assert set(root.xpath("//tbody//a/@href")) == {
        f"agencies/{key}.{face}" for key in NAMES for face in ("html", "pdf")
    }
    assert not root.xpath("//nav[@aria-label='年度总报告']")
    assert len(root.xpath("//tbody/tr")) == 6


def test_the_index_says_first_how_the_year_was(printed: Printed):
    first, veto, last = page(printed, "index.html").xpath("//*[@class='hb-lead-line']/text()")
    assert first.startswith("2024年度参评代办处6家，总分中位数")
    assert veto == f"一票否决1家：{NAMES['B07']}。"
    assert last.startswith("下一步：")


def test_the_reports_are_intact_by_their_receipts(printed: Printed):
    said = hubao(printed.project, "verify", printed.out)
    assert (said.status, said.out) == (0, "共核对 3 份：3 份完好，依据都未变，可以原样重做。\n")
