"""66 agencies, in office order, with names nobody can take for real ones."""

from collections import Counter
from itertools import permutations

from hubao.appraisal.agency import Category
from hubao.sample.roster import roster

NAMES = [member.name for member in roster()]
# fmt: off
REAL_DISTRICTS = (
    "东城", "西城", "朝阳", "丰台", "石景山", "海淀", "门头沟", "房山",
    "通州", "顺义", "昌平", "大兴", "怀柔", "平谷", "密云", "延庆",
)
# fmt: on


def test_ids_are_the_contracts_in_office_order(sample):
    expected = [
        *(f"D{number:02d}" for number in range(1, 18)),
        *(f"B{number:02d}" for number in range(1, 41)),
        *(f"U{number:02d}" for number in range(1, 7)),
        *(f"C{number:02d}" for number in range(1, 4)),
    ]
    for year in sample.values():
        assert [agency.agency_id for agency in year.inputs.agencies] == expected
        assert [agency.name for agency in year.inputs.agencies] == NAMES


def test_categories_have_their_numbers():
    assert Counter(member.category for member in roster()) == {
        Category.DISTRICT: 16,
        Category.DEVELOPMENT_ZONE: 1,
        Category.BUREAU: 40,
        Category.INDUSTRY_UNION: 6,
        Category.CENTRAL_UNIT: 3,
    }


def test_no_name_is_contained_in_another():
    assert [(one, two) for one, two in permutations(NAMES, 2) if one in two] == []


def test_no_real_district_is_named():
    assert len(REAL_DISTRICTS) == 16
    assert [name for name in NAMES if any(real in name for real in (*REAL_DISTRICTS, "北京", "亦庄"))] == []


def test_names_say_that_they_are_examples():
    assert all(name.startswith("示例") for name in NAMES)


def test_names_try_the_layout_and_the_fonts():
    lengths = sorted(len(name) for name in NAMES)
    assert lengths[0] <= 4
    assert 36 <= lengths[-1] <= 40
    assert any("&" in name for name in NAMES)
    assert any("（" in name for name in NAMES)
    for name in NAMES:
        name.encode("gb2312")
