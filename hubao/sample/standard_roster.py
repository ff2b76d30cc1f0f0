"""The forty bodies of the evaluation's sample: every name invented, clearly so."""

from __future__ import annotations

from hubao.standard.record import Body

__all__ = ["bodies", "size_of"]

_CITIES = (
    ("云岭市", ("河东县", "河西县")),
    ("青禾市", ("北塬县", "南塬县", "石桥县")),
    ("长汀洲市", ("芦湾县", "柳港县")),
    ("白鹭市", ("东汀县", "西汀县", "滩头县")),
    ("松风市", ("上坪县", "下坪县")),
    ("金穗市", ("麦庄县", "稻溪县", "粟川县")),
    ("望江楼市", ("矶头县", "渡口县")),
    ("鹿鸣市", ("梅园县", "杏林县")),
    ("锦屏山市", ("前屏县", "后屏县", "屏南县")),
    ("海晏市", ("潮音县", "沙湾县")),
    ("朝阳坡市", ("坡上县", "坡下县")),
    ("双溪口布依族苗族自治州", ("溪东布依族自治县", "溪西苗族自治县")),
)
_OFFICE = "社会保险事业中心"


def bodies() -> tuple[Body, ...]:
    """The bodies in the office's order: twelve cities, then their counties."""
    cities = [
        Body(f"S{number:02d}", f"示例省{city}{_OFFICE}", "市级", f"示例省{city}")
        for number, (city, _) in enumerate(_CITIES, 1)
    ]
    counties = [(city, county) for city, own in _CITIES for county in own]
    return (
        *cities,
        *(
            Body(f"X{number:02d}", f"示例省{city}{county}{_OFFICE}", "县级", f"示例省{city}{county}")
            for number, (city, county) in enumerate(counties, 1)
        ),
    )


def size_of(body: Body) -> tuple[int, int]:
    """Between what numbers of insured people a body's size lies."""
    return (600_000, 3_400_000) if body.level == "市级" else (60_000, 420_000)
