"""The edge cases of 2023: growth over last year, fee income, the loan tiers, and further vetoes."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hubao.appraisal.agency import DecisionKind, Grade
from hubao.sample.edge import Edge, all_of, coverage, coverage_gain, decided, premium, put, share, target_changed
from hubao.sample.extremes import weak

__all__ = ["EDGES_2023"]

EDGES_2023: tuple[Edge, ...] = (
    Edge("D01", "覆盖率比上年恰提高1个百分点", "附件2加分项第1项", coverage_gain("1")),
    Edge("D02", "覆盖率提高1个百分点差1人，不满一步", "附件2加分项第1项", coverage_gain("1", -1)),
    Edge("D03", "覆盖率比上年恰提高5个百分点，加满5分", "附件2加分项第1项", coverage_gain("5")),
    Edge(
        "D04",
        "覆盖率提高1个百分点，但会费收入未达标，不加分",
        "附件2加分项第1项",
        all_of(coverage_gain("1"), premium("0.98")),
    ),
    Edge(
        "D06",
        "贷款申请15份、放款恰150万元",
        "附件2加分项第5项",
        put(loan_applications=15, loan_disbursed=Decimal("1500000.00")),
    ),
    Edge(
        "D07",
        "贷款申请18份、放款恰200万元",
        "附件2加分项第5项",
        put(loan_applications=18, loan_disbursed=Decimal("2000000.00")),
    ),
    Edge(
        "D08",
        "年中机构拆分，覆盖率目标经批准下调，以新值计分",
        "第十四条（一）",
        all_of(
            coverage("0.36", "0.98"),
            target_changed(
                "I01",
                "coverage_target",
                "0.352",
                "所辖两家大型企业隶属关系划出，会员结构变化，申请下调覆盖率目标",
                date(2023, 7, 10),
                date(2023, 8, 2),
            ),
        ),
    ),
    Edge("D10", "会（保）费收入完成率恰为95%，扣1分", "附件1第2项", premium("0.95")),
    Edge("D11", "会（保）费收入完成率95%差1分钱，仍只满一步", "附件1第2项", premium("0.95", -1)),
    Edge("D12", "会（保）费收入完成率95%多1分钱，不扣分", "附件1第2项", premium("0.95", +1)),
    Edge("D14", "总分低于60分（连续不合格第一年）", "第十三条（二）1", weak()),
    Edge("B03", "档案丢失造成严重影响，3分全扣", "附件1第6项", put(archive_loss=True, archive_issues=0)),
    Edge("B05", "稽核问题4个，扣至0分为止", "附件1第9项", put(audit_issues=4)),
    Edge(
        "B06",
        "会议定等次与测算不一致：测算合格，会议定为优秀",
        "第十二条",
        decided(
            DecisionKind.GRADE,
            date(2024, 1, 26),
            "年内承办系统切换试点，工作量大、零差错，综合考评定为优秀",
            "办公会纪要〔2024〕3号",
            grade=Grade.EXCELLENT,
        ),
    ),
    Edge(
        "B08",
        "风险事项酌情扣3.5分",
        "附件1第10项",
        decided(
            DecisionKind.RISK_DEDUCTION,
            date(2024, 1, 16),
            "一笔互助金误付后隔月才追回，未造成损失",
            "办公会纪要〔2024〕2号",
            points="3.5",
        ),
    ),
    Edge(
        "B09",
        "未登录用户名占比恰为35%（当年目标）",
        "附件1第8项",
        share("accounts_idle", "accounts_total", "0.35"),
    ),
    Edge(
        "B10",
        "未登录用户名占比恰为45%，比当年目标高一步，扣1分",
        "附件1第8项",
        share("accounts_idle", "accounts_total", "0.45"),
    ),
    Edge(
        "B12",
        "覆盖率差1人到目标：不扣分，但未达标；长期滞留会员清理完毕",
        "附件1第1、4项",
        all_of(coverage("0.52", "1", -1), put(dormant_end=0)),
    ),
    Edge("B16", "覆盖率恰为目标", "附件1第1项", coverage("0.36")),
    Edge(
        "B34",
        "经办人员仅2人，优秀个人名额以2人为限",
        "第十条",
        put(staff_count=2),
    ),
    Edge("B22", "积压拒付1次，打款失败5人", "附件2减分项第4项", put(backlog_refusals=1, failed_payment_people=5)),
    Edge("B24", "迟报2张、少报1张", "附件2减分项第3项", put(reports_late=2, reports_missing=1)),
    Edge(
        "B28",
        "虚报财务状况，一票否决",
        "附件2减分项第3项",
        decided(
            DecisionKind.VETO_FALSE_REPORT,
            date(2023, 12, 8),
            "稽核查明两笔活动支出未实际发生而列支",
            "专项稽核报告〔2023〕4号",
        ),
    ),
    Edge("B33", "总分低于60分（连续不合格第二年）", "第十三条（二）2", weak()),
    Edge("B38", "机构变更3个均及时", "附件1第11项（考核局总公司）", put(org_changes_due=3, org_changes_on_time=3)),
    Edge("U04", "覆盖率完成率恰为90%，扣2分", "附件1第1项", coverage("0.66", "0.9")),
    Edge("U05", "公众平台关注度为0，2分全扣", "附件1第17项", share("wechat_followers", "mutual_members", "0")),
    Edge(
        "C02",
        "管理人员变化2次、1次逾期，不得分",
        "附件2加分项第6项",
        put(staff_changes=2, staff_changes_late=1),
    ),
)
