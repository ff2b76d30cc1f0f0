"""The 66 fictitious agencies, in office order.

The names are invented: districts carry pairs of the sexagenary cycle, bureaus trades that no company of today has. No
name is contained in another one, since a report is checked for the names of other agencies.
"""

from __future__ import annotations

from dataclasses import dataclass

from hubao.appraisal.agency import Category

__all__ = ["Member", "roster"]


@dataclass(frozen=True, slots=True)
class Member:
    """An agency of the sample: who it is, before any figure."""

    agency_id: str
    name: str
    category: Category


DISTRICTS = (
    "示例甲子区总工会代办处",
    "示例乙丑区总工会代办处",
    "示例丙寅区总工会代办处",
    "示例丁卯区总工会代办处",
    "示例戊辰区总工会代办处",
    "示例己巳区总工会代办处",
    "示例庚午区总工会代办处",
    "示例辛未区总工会代办处",
    "示例壬申区总工会代办处",
    "示例癸酉区总工会代办处",
    "示例甲戌区总工会代办处",
    "示例乙亥区总工会代办处",
    "示例丙子区总工会代办处",
    "示例丁丑区总工会代办处",
    "示例戊寅区总工会代办处",
    "示例己卯区总工会职工互助保障服务中心代办处",
)

DEVELOPMENT_ZONE = "示例云上经济技术开发区总工会代办处"

BUREAUS = (
    "示例纸鸢制造集团有限公司工会代办处",
    "示例云锦织造总公司工会代办处",
    "示例活字印务集团工会代办处",
    "示例司南仪表集团公司工会代办处",
    "示例驿道公共交通集团工会代办处",
    "示例榫卯建筑工程总公司工会代办处",
    "示例青瓷陶业集团工会代办处",
    "示例漏刻钟表研究院R&D中心工会代办处",
    "示例灯彩照明集团工会代办处",
    "示例皮影木偶剪纸与传统工艺美术品联合研制经营集团有限责任公司工会委员会代办处",
    "示例砚社",
    "示例水车供水集团工会代办处",
    "示例风轮电力总公司工会代办处",
    "示例团扇商业集团工会代办处",
    "示例竹简档案管理局工会代办处",
    "示例园圃绿化局工会代办处",
    "示例观星气象服务局工会代办处",
    "示例杏林医院管理中心工会代办处",
    "示例书塾教育集团工会代办处",
    "示例棋枰体育总公司工会代办处",
    "示例琴瑟乐器集团工会代办处",
    "示例酱园食品集团工会代办处",
    "示例茶引茶业总公司工会代办处",
    "示例漆器家具集团工会代办处",
    "示例铜镜冶金集团工会代办处",
    "示例陶轮机床总公司工会代办处",
    "示例蜡染纺织集团工会代办处",
    "示例算筹数据服务集团工会代办处",
    "示例罗盘地质勘察局工会代办处",
    "示例舟楫轮渡公司工会代办处",
    "示例石桥养护集团（含第一至第九养护所）工会联合会代办处",
    "示例暖阁供热集团工会代办处",
    "示例走马灯文化演艺总公司工会代办处",
    "示例年画出版社工会代办处",
    "示例斗拱房产管理总公司工会代办处",
    "示例更鼓安防服务公司工会代办处",
    "示例粮囤储运总公司工会代办处",
    "示例百草制药集团工会代办处",
    "示例绳结包装公司工会代办处",
    "示例浮桥物流集团工会代办处",
)

INDUSTRY_UNIONS = (
    "示例二十四节气农林水产业工会代办处",
    "示例手工艺与轻工产业工会代办处",
    "示例邮驿与通信产业工会代办处",
    "示例匠作与营造产业工会代办处",
    "示例百戏与文化产业工会代办处",
    "示例新就业形态骑手与网约服务产业工会联合会职工互助保障代办处",
)

CENTRAL_UNITS = (
    "示例国家历法局机关工会代办处",
    "示例国家度量衡总局直属单位工会联合会代办处",
    "示例国家山海图志编纂馆工会代办处",
)


def roster() -> tuple[Member, ...]:
    """List the sample's agencies in office order: districts, development zone, bureaus, industry unions, central units.

    >>> [member.agency_id for member in roster()][15:18]
    ['D16', 'D17', 'B01']
    """
    return (
        *_members("D", DISTRICTS, Category.DISTRICT),
        Member("D17", DEVELOPMENT_ZONE, Category.DEVELOPMENT_ZONE),
        *_members("B", BUREAUS, Category.BUREAU),
        *_members("U", INDUSTRY_UNIONS, Category.INDUSTRY_UNION),
        *_members("C", CENTRAL_UNITS, Category.CENTRAL_UNIT),
    )


def _members(letter: str, names: tuple[str, ...], category: Category) -> list[Member]:
    return [Member(f"{letter}{number:02d}", name, category) for number, name in enumerate(names, start=1)]
