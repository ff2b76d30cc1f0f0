"""What stands beside the sample data: that it is fictitious, and where its edge cases are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hubao.sample.edge import Edge

__all__ = ["NOTICE_LINES", "readme", "sample_notice", "standard_notice"]

NOTICE_LINES = (
    "本文件夹（工作簿）中的代办处、名称、人员、文号、事由和全部数字均为虚构，只用于演示和测试。",
    "名称以“示例”开头，与任何真实的区、单位、企业无关；如有雷同，纯属巧合。",
    "由命令 hubao sample 按固定种子生成，任何机器上生成的内容逐字节相同；请勿手工修改，改动会在下次生成时被覆盖。",
    "本说明在，报告的每一页就会标注“虚构数据”。录入真实数据时，请另建文件夹，不要放入本说明。",
)

README_HEAD = """\
# 数据

`data/<年度>/` 放一个年度的录入表，只读；程序不往这里写结果。表和字段的名称见各表表头，中英文表头都可以用。

| 文件夹 | 内容 |
|---|---|
| `2022/`、`2023/`、`2024/` | 虚构的示例年度，每张表一个 CSV 文件 |
| `2022/standard/`、`2023/standard/`、`2024/standard/` | 经办绩效评价的虚构示例，40家机构，`hubao standard` 读取 |
| `2024-excel/` | 与 `2024/` 相同的数据，写成一个工作簿 `inputs.xlsx`（同一文件夹里不能既有 CSV 又有工作簿，所以单放） |

三个示例年度各有66家虚构的代办处：区 `D01`—`D16`、开发区 `D17`、局总公司 `B01`—`B40`、产业工会 `U01`—`U06`、中央驻京单位
`C01`—`C03`。上一年的测算结果就是下一年历年结果表里的数字；2020年、2021年的历年结果是另行虚构的。

示例数据和本页由 `hubao sample` 按固定种子生成，逐字节可重复。
读工作簿时写明文件夹：`hubao check 2024 --data data/2024-excel`。

# 有意安排的边界情形

“条款”指《代办处绩效考核管理办法》（2022年修订版）及其附件。"""


def sample_notice(year: int) -> str:
    """The text of ``SAMPLE.md``; its presence marks a folder's data as fictitious."""
    lines = "\n".join(f"- {line}" for line in NOTICE_LINES)
    return f"# 虚构数据说明（{year}年度）\n\n{lines}\n- 工作簿形式的同一份数据里，以工作表“虚构数据”作同样的标记。\n"


def standard_notice(year: int) -> str:
    """The text of ``SAMPLE.md`` beside the evaluation's sample data."""
    return (
        f"# 虚构数据说明（{year}年度，社会保险经办绩效评价）\n\n"
        "- 本文件夹中的机构、名称、人员和全部数字均为虚构，只用于演示和测试。\n"
        "- 名称以“示例省”开头，与任何真实的机构无关；如有雷同，纯属巧合。\n"
        f"{chr(10).join(f'- {line}' for line in NOTICE_LINES[2:])}\n"
    )


def readme(edges: Mapping[int, Sequence[Edge]]) -> str:
    """The text of ``data/README.md``: the folders, and every deliberate edge case with its clause."""
    sections = (
        "\n".join(
            [
                f"## {year}年度",
                "",
                "| 代办处 | 情形 | 条款 |",
                "|---|---|---|",
                *(f"| {edge.agency_id} | {edge.what} | {edge.clause} |" for edge in _in_office_order(cases)),
            ]
        )
        for year, cases in edges.items()
    )
    return "\n\n".join([README_HEAD, *sections]) + "\n"


def _in_office_order(edges: Sequence[Edge]) -> list[Edge]:
    return sorted(edges, key=lambda edge: ("DBUC".index(edge.agency_id[0]), edge.agency_id))
