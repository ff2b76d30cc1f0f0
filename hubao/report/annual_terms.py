"""Readings and quotations as running text names them: a code never stands alone, quotes never nest in themselves."""

from __future__ import annotations

import re

from hubao.policy.model import Policy

__all__ = ["cited", "quoted", "spelled"]

_INNER = str.maketrans("“”‘’", "‘’“”")
_CODE = re.compile(r"（([A-Z]-[A-Z]?\d+[a-z]?)）")


def quoted(text: str) -> str:
    """Put a text in quotes; its own quotes become single ones, and single ones double.

    >>> quoted("不得分，标注“不适用”"), quoted("扣2分")
    ('“不得分，标注‘不适用’”', '“扣2分”')
    """
    return f"“{text.translate(_INNER)}”"


def cited(policy: Policy, reading_id: str) -> str:
    """Name a reading by its code and its question; a code the policy does not know stays as it is.

    >>> import hubao
    >>> policy = hubao.open_year(2024).policy
    >>> cited(policy, "C-04"), cited(policy, "C-99")
    ('读法C-04“各年措施是累加还是替代”', '读法C-99')
    """
    reading = policy.readings.get(reading_id)
    return f"读法{reading_id}" + (quoted(reading.title) if reading else "")


def spelled(policy: Policy, text: str) -> str:
    """Give every bracketed code of a remark its question.

    >>> import hubao
    >>> spelled(hubao.open_year(2024).policy, "连续年数在此中断（C-01）")
    '连续年数在此中断（读法C-01“中间有一年未考核，连续是否中断”）'
    """
    return _CODE.sub(lambda found: f"（{cited(policy, found[1])}）", text)
