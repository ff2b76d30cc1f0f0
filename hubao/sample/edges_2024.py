"""The edge cases of 2024, the year most often shown: one of every kind that a report has to speak about."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hubao.appraisal.agency import DecisionKind, Grade
from hubao.sample.edge import (
    Edge,
    all_of,
    budget,
    coverage,
    coverage_gain,
    decided,
    forget,
    past,
    premium,
    put,
    share,
    target_changed,
)
from hubao.sample.extremes import flawless, ruinous, weak

__all__ = ["EDGES_2024"]

MEETING = date(2025, 1, 24)
MINUTES = "办公会纪要〔2025〕3号"
BUSINESS_BOUNDARIES: tuple[Edge, ...] = (
    Edge("D01", "覆盖率完成率恰为95%，扣1分", "附件1第1项", coverage("0.3", "0.95")),
    Edge("D02", "覆盖率恰为目标、会费恰为目标，两项均达标", "附件1第1、2项", all_of(coverage("0.38"), premium("1"))),
    Edge("D03", "覆盖率差1人到目标：不扣分，但未达标", "附件1第1项", coverage("0.455", "1", -1)),
    Edge(
        "D04",
        "派单20件，办结率、满意率均恰为95%",
        "附件1第11项（考核区县）",
        put(dispatches_received=20, dispatches_closed_on_time=19, dispatches_dissatisfied=1),
    ),
    Edge(
        "D12",
        "全年无派单，分母为0",
        "附件1第11项（考核区县）",
        put(dispatches_received=0, dispatches_closed_on_time=0, dispatches_dissatisfied=0),
    ),
    Edge("D13", "覆盖率目标低于上年实绩：达标但同比下降2个百分点", "附件1第1项", coverage_gain("-2")),
    Edge("D17", "覆盖率比上年恰提高1个百分点", "附件2加分项第1项", coverage_gain("1")),
    Edge("B03", "会（保）费收入分毫不差，恰为目标", "附件1第2项", premium("1")),
    Edge("B04", "会（保）费收入差1分钱到目标：不扣分，但未达标", "附件1第2项", premium("1", -1)),
    Edge("B17", "参保人数多于会员人数，覆盖率超过100%（提醒）", "附件1第1项", coverage("0.96", "1.05")),
    Edge("B11", "全年无大病、意外类理赔申报，分母为0", "附件1第3项", put(claims_submitted=0, claims_returned=0)),
    Edge("B12", "年初、年底均无长期滞留会员，分母为0", "附件1第4项", put(dormant_start=0, dormant_end=0)),
    Edge(
        "B13",
        "理赔单据正确率恰为80%",
        "附件1第3项",
        share("claims_returned", "claims_submitted", "0.2"),
    ),
    Edge(
        "B14",
        "理赔单据正确率比80%少1件",
        "附件1第3项",
        share("claims_returned", "claims_submitted", "0.2", +1),
    ),
    Edge("B15", "长期滞留会员清理完成率恰为80%", "附件1第4项", share("dormant_end", "dormant_start", "0.2")),
    Edge("B16", "长期滞留会员多留1人，未达80%", "附件1第4项", share("dormant_end", "dormant_start", "0.2", +1)),
    Edge("B18", "超封顶线申报恰为95%（19/20）", "附件1第5项", share("overcap_declared", "overcap_due", "0.95", of=20)),
    Edge("B19", "超封顶线申报低于95%（18/19）", "附件1第5项", put(overcap_declared=18, overcap_due=19)),
    Edge("C03", "无应申报的超封顶线人次，分母为0", "附件1第5项", put(overcap_declared=0, overcap_due=0)),
)

CONDUCT_BOUNDARIES: tuple[Edge, ...] = (
    Edge("D15", "预算执行率恰为85%", "附件1第7项", budget("0.85")),
    Edge("D16", "预算执行率84.99%，不满一步", "附件1第7项", budget("0.8499")),
    Edge("B08", "预算执行率恰为100%，加3分", "附件1第7项", budget("1")),
    Edge("B09", "预算执行率100.01%，出目标值范围，加分全失", "附件1第7项", budget("1.0001")),
    Edge("B35", "预算执行率恰为105%，扣1分", "附件1第7项", budget("1.05")),
    Edge("U03", "预算执行率恰为95%，加2分", "附件1第7项", budget("0.95")),
    Edge("U04", "预算执行率89.99%，未满加分的一步", "附件1第7项", budget("0.8999")),
    Edge(
        "B10",
        "无用户名、无机构变更，两项分母为0",
        "附件1第8项、第11项（考核局总公司）",
        put(accounts_idle=0, accounts_total=0, org_changes_due=0, org_changes_on_time=0),
    ),
    Edge("U02", "未登录用户名占比恰为40%", "附件1第8项", share("accounts_idle", "accounts_total", "0.4")),
    Edge("U05", "未登录用户名占比比40%多1个", "附件1第8项", share("accounts_idle", "accounts_total", "0.4", +1)),
    Edge("B23", "公众平台关注度恰为10%", "附件1第17项", share("wechat_followers", "mutual_members", "0.1")),
    Edge("B24", "公众平台关注度恰为5%，扣1分", "附件1第17项", share("wechat_followers", "mutual_members", "0.05")),
    Edge("B25", "公众平台关注度恰为15%，加1分", "附件1第17项", share("wechat_followers", "mutual_members", "0.15")),
    Edge("B31", "档案丢失造成严重影响，3分全扣", "附件1第6项", put(archive_loss=True)),
)

ANNEX_2_BOUNDARIES: tuple[Edge, ...] = (
    Edge("B20", "全年无医疗类理赔申报：APP申报不得分", "附件2加分项第4项", put(medical_claims=0, medical_claims_app=0)),
    Edge("B21", "APP申报恰占50%", "附件2加分项第4项", share("medical_claims_app", "medical_claims", "0.5")),
    Edge("B22", "APP申报比50%少1件", "附件2加分项第4项", share("medical_claims_app", "medical_claims", "0.5", -1)),
    Edge(
        "D07",
        "贷款申请9份、放款300万元，份数不足不得分",
        "附件2加分项第5项",
        put(loan_applications=9, loan_disbursed=Decimal("3000000.00")),
    ),
    Edge(
        "D11",
        "贷款申请10份、放款99.99万元，差100元到下一档",
        "附件2加分项第5项",
        put(loan_applications=10, loan_disbursed=Decimal("999900.00")),
    ),
    Edge("B32", "管理人员变化1次且逾期，不得分", "附件2加分项第6项", put(staff_changes=1, staff_changes_late=1)),
    Edge("B30", "迟报1张、少报1张", "附件2减分项第3项", put(reports_late=1, reports_missing=1)),
    Edge("B27", "打款失败未处理4人", "附件2减分项第4项", put(failed_payment_people=4)),
    Edge("B28", "打款失败未处理5人", "附件2减分项第4项", put(failed_payment_people=5)),
    Edge("B26", "积压拒付2次", "附件2减分项第4项", put(backlog_refusals=2)),
)

STORIES: tuple[Edge, ...] = (
    Edge(
        "D05",
        "主表满分、加分全得、另有酌情加分：总分以125分封顶",
        "第九条；第十四条（四）",
        all_of(
            flawless(),
            decided(
                DecisionKind.MERIT_BONUS,
                MEETING,
                "职工互助保障服务进楼宇的做法获市级创新成果一等奖",
                MINUTES,
                points="2",
            ),
        ),
    ),
    Edge(
        "D09",
        "会（保）费收入目标经批准下调，以新值计分",
        "第十四条（一）",
        target_changed(
            "I02",
            "premium_target",
            "21500000.00",
            "一家会员单位整建制划转外埠，年度会（保）费收入目标相应下调",
            date(2024, 6, 12),
            date(2024, 7, 3),
        ),
    ),
    Edge("D14", "总分低于60分（连续不合格第二年）", "第十三条（二）2", weak()),
    Edge("B01", "一分未失：主表100分，加分项除小额贷款外全得", "附件1；附件2", flawless()),
    Edge("B13", "经办人员仅1人，优秀个人名额以1人为限", "第十条", put(staff_count=1)),
    Edge(
        "B06",
        "风险预警酌情加1.5分",
        "附件1第10项",
        decided(
            DecisionKind.RISK_BONUS,
            MEETING,
            "主动发现并上报一起冒名申报，避免损失",
            MINUTES,
            points="1.5",
        ),
    ),
    Edge(
        "B07",
        "高分而被一票否决：分数照算，等次不合格，不参加排名",
        "附件2减分项第1项",
        all_of(
            flawless(),
            put(audit_issues=1, staff_changes=0),
            decided(
                DecisionKind.VETO_VIOLATION,
                date(2024, 10, 17),
                "一名经办人员挪用互助金被立案，造成重大不良影响",
                "处理决定〔2024〕1号",
            ),
        ),
    ),
    Edge(
        "B22",
        "重大贡献酌情加3分",
        "第十四条（四）",
        decided(
            DecisionKind.MERIT_BONUS,
            MEETING,
            "首创参保数据自动核对，被办事处推广到全部代办处",
            MINUTES,
            points="3",
        ),
    ),
    Edge(
        "B29",
        "风险事项酌情扣4分",
        "附件1第10项",
        decided(
            DecisionKind.RISK_DEDUCTION,
            MEETING,
            "理赔材料保管不当，部分原件受潮损毁，已补齐",
            MINUTES,
            points="4",
        ),
    ),
    Edge("B33", "总分低于60分（连续不合格第三年）", "第十三条（二）3", weak()),
    Edge(
        "B34",
        "覆盖率目标经批准下调，以新值计分",
        "第十四条（一）",
        all_of(
            coverage("0.57", "0.985"),
            target_changed(
                "I01",
                "coverage_target",
                "0.561",
                "下属三家单位合并，短期合同职工退出，申请下调覆盖率目标",
                date(2024, 5, 20),
                date(2024, 6, 18),
            ),
        ),
    ),
    Edge(
        "B36",
        "2022年、2024年不合格，2023年结果未公布：不合格链中断，按第一年处理",
        "第十三条（二）",
        all_of(forget(2023), weak()),
    ),
    Edge(
        "B38",
        "上年覆盖率未公布（会员基数复核中）：不加分",
        "附件2加分项第1项",
        past(2023, coverage_rate=None, insured_members=None),
    ),
    Edge(
        "B39",
        "几乎失尽：扣分多于余分，总分以0分为底",
        "附件1；附件2",
        all_of(
            ruinous(),
            decided(
                DecisionKind.RISK_DEDUCTION,
                MEETING,
                "管理费账户长期无人核对，一笔保费滞留个人账户半年",
                MINUTES,
                points="10",
            ),
        ),
    ),
    Edge("B40", "年内重新设立，前身历年结果不并入：无历年数据", "附件2加分项第1项", forget()),
    Edge(
        "C01",
        "会议定等次与测算不一致",
        "第十二条",
        decided(
            DecisionKind.GRADE,
            MEETING,
            "年内两次延误整改回复，综合考评不定优秀",
            MINUTES,
            grade=Grade.QUALIFIED,
        ),
    ),
)

EDGES_2024: tuple[Edge, ...] = (*BUSINESS_BOUNDARIES, *CONDUCT_BOUNDARIES, *ANNEX_2_BOUNDARIES, *STORIES)
