"""The edge cases of 2022: every boundary of annex 1 from both sides, and the first chain of unqualified years."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hubao.appraisal.agency import DecisionKind, Grade
from hubao.sample.edge import Edge, all_of, budget, coverage, decided, forget, past, premium, put, share
from hubao.sample.extremes import weak

__all__ = ["EDGES_2022"]

CLAIMS = ("claims_returned", "claims_submitted")
DORMANT = ("dormant_end", "dormant_start")
OVERCAP = ("overcap_declared", "overcap_due")
IDLE = ("accounts_idle", "accounts_total")
FOLLOWERS = ("wechat_followers", "mutual_members")
APP = ("medical_claims_app", "medical_claims")


def _loans(applications: int, disbursed: str) -> dict[str, object]:
    return {"loan_applications": applications, "loan_disbursed": Decimal(disbursed)}


def _dispatches(received: int, on_time: int, unhappy: int) -> dict[str, object]:
    return {
        "dispatches_received": received,
        "dispatches_closed_on_time": on_time,
        "dispatches_dissatisfied": unhappy,
    }


EDGES_2022: tuple[Edge, ...] = (
    Edge("D01", "覆盖率完成率恰为95%，满一步，扣1分", "附件1第1项", coverage("0.3", "0.95")),
    Edge("D02", "覆盖率完成率95%多1人，不满一步，不扣分", "附件1第1项", coverage("0.38", "0.95", +1)),
    Edge("D03", "覆盖率完成率95%少1人，仍只满一步", "附件1第1项", coverage("0.42", "0.95", -1)),
    Edge("D04", "派单20件，办结率、满意率均恰为95%", "附件1第11项（考核区县）", put(**_dispatches(20, 19, 1))),
    Edge("D05", "派单19件，逾期、不满意各1件，均为94.74%", "附件1第11项（考核区县）", put(**_dispatches(19, 18, 1))),
    Edge("D06", "全年无派单，分母为0", "附件1第11项（考核区县）", put(**_dispatches(0, 0, 0))),
    Edge("D07", "贷款申请10份、放款恰50万元", "附件2加分项第5项", put(**_loans(10, "500000.00"))),
    Edge("D08", "贷款申请9份、放款500万元，份数不足不得分", "附件2加分项第5项", put(**_loans(9, "5000000.00"))),
    Edge("D10", "贷款申请10份、放款恰100万元", "附件2加分项第5项", put(**_loans(10, "1000000.00"))),
    Edge(
        "D12",
        "重大事项不报告，直接定为不合格",
        "第十四条（三）",
        decided(
            DecisionKind.VETO_MISCONDUCT,
            date(2022, 11, 18),
            "迟至专项检查时才说明管理费账户被冻结一事，影响较大",
            "办公会纪要〔2022〕21号",
        ),
    ),
    Edge("D15", "预算执行率恰为85%", "附件1第7项", budget("0.85")),
    Edge("D16", "预算执行率84.99%，不满一步", "附件1第7项", budget("0.8499")),
    Edge("D17", "预算执行率恰为80%，扣1分", "附件1第7项", budget("0.80")),
    Edge("B02", "预算执行率80.01%，不满一步", "附件1第7项", budget("0.8001")),
    Edge("B03", "预算执行率恰为90%，加1分", "附件1第7项", budget("0.90")),
    Edge("B04", "预算执行率89.99%，未满加分的一步", "附件1第7项", budget("0.8999")),
    Edge("B05", "预算执行率恰为95%，加2分", "附件1第7项", budget("0.95")),
    Edge("B06", "预算执行率94.99%，加1分", "附件1第7项", budget("0.9499")),
    Edge("B07", "预算执行率恰为100%，加3分", "附件1第7项", budget("1")),
    Edge("B08", "预算执行率100.01%，出目标值范围，加分全失", "附件1第7项", budget("1.0001")),
    Edge("B09", "预算执行率104.99%，不满一步", "附件1第7项", budget("1.0499")),
    Edge("B10", "预算执行率恰为105%，扣1分", "附件1第7项", budget("1.05")),
    Edge("B11", "理赔单据正确率恰为80%", "附件1第3项", share(*CLAIMS, "0.2", of=20)),
    Edge("B12", "理赔单据正确率比80%少1件", "附件1第3项", share(*CLAIMS, "0.2", +1, of=25)),
    Edge("B13", "理赔单据正确率比80%多1件", "附件1第3项", share(*CLAIMS, "0.2", -1)),
    Edge("B14", "长期滞留会员清理完成率恰为80%", "附件1第4项", share(*DORMANT, "0.2")),
    Edge("B15", "长期滞留会员多留1人，未达80%", "附件1第4项", share(*DORMANT, "0.2", +1)),
    Edge("B16", "长期滞留会员少留1人，高于80%", "附件1第4项", share(*DORMANT, "0.2", -1)),
    Edge("B17", "超封顶线申报恰为95%（19/20）", "附件1第5项", share(*OVERCAP, "0.95", of=20)),
    Edge("B18", "超封顶线申报少1人次，低于95%（37/40）", "附件1第5项", share(*OVERCAP, "0.95", -1, of=40)),
    Edge("B19", "超封顶线申报多1人次，高于95%（39/40）", "附件1第5项", share(*OVERCAP, "0.95", +1, of=40)),
    Edge("B20", "未登录用户名占比恰为40%", "附件1第8项", share(*IDLE, "0.4")),
    Edge(
        "B21",
        "重大信息安全事故，一票否决",
        "附件2减分项第2项",
        decided(
            DecisionKind.VETO_SECURITY,
            date(2022, 9, 6),
            "参保名单外传并造成严重后果",
            "信息安全事件调查报告〔2022〕2号",
        ),
    ),
    Edge("B22", "未登录用户名占比比40%多1个，不满一步", "附件1第8项", share(*IDLE, "0.4", +1)),
    Edge("B23", "未登录用户名占比恰为50%，扣1分", "附件1第8项", share(*IDLE, "0.5")),
    Edge("B24", "未登录用户名占比比50%少1个，不扣分", "附件1第8项", share(*IDLE, "0.5", -1)),
    Edge("B25", "公众平台关注度恰为10%", "附件1第17项", share(*FOLLOWERS, "0.1")),
    Edge("B26", "公众平台关注度比10%少1人，不满一步", "附件1第17项", share(*FOLLOWERS, "0.1", -1)),
    Edge("B27", "公众平台关注度恰为5%，扣1分", "附件1第17项", share(*FOLLOWERS, "0.05")),
    Edge("B28", "公众平台关注度比5%多1人，不扣分", "附件1第17项", share(*FOLLOWERS, "0.05", +1)),
    Edge("B29", "公众平台关注度恰为15%，加1分", "附件1第17项", share(*FOLLOWERS, "0.15")),
    Edge("B30", "公众平台关注度比15%少1人，不加分", "附件1第17项", share(*FOLLOWERS, "0.15", -1)),
    Edge("B31", "会（保）费收入分毫不差，恰为目标", "附件1第2项", premium("1")),
    Edge("B32", "会（保）费收入差1分钱到目标：不扣分，但未达标", "附件1第2项", premium("1", -1)),
    Edge("B33", "总分低于60分（连续不合格第一年）", "第十三条（二）1", weak()),
    Edge("B34", "全年无大病、意外类理赔申报，分母为0", "附件1第3项", put(claims_submitted=0, claims_returned=0)),
    Edge("B35", "年初、年底均无长期滞留会员，分母为0", "附件1第4项", put(dormant_start=0, dormant_end=0)),
    Edge(
        "B36",
        "总分低于60分（此后一年未公布，第三年再不合格）",
        "第十三条（二）",
        weak(),
    ),
    Edge(
        "B37",
        "2020年不合格、2021年无结果、2022年合格：缺上年，不加分、增长按0",
        "附件2加分项第1项；第十三条（二）",
        all_of(past(2020, total="57.5", grade=Grade.UNQUALIFIED), forget(2021)),
    ),
    Edge("B38", "无应申报的超封顶线人次，分母为0", "附件1第5项", put(overcap_declared=0, overcap_due=0)),
    Edge("B40", "所管基层单位尚无用户名，分母为0", "附件1第8项", put(accounts_idle=0, accounts_total=0)),
    Edge("U01", "全年无医疗类理赔申报：APP申报不得分", "附件2加分项第4项", put(medical_claims=0, medical_claims_app=0)),
    Edge("U02", "APP申报恰占50%", "附件2加分项第4项", share(*APP, "0.5")),
    Edge("U03", "APP申报比50%少1件", "附件2加分项第4项", share(*APP, "0.5", -1)),
    Edge(
        "U04",
        "应变更机构2个，1个逾期，4分全扣",
        "附件1第11项（考核局总公司）",
        put(org_changes_due=2, org_changes_on_time=1),
    ),
    Edge("U06", "新设代办处，无历年结果：不加分、增长按0", "附件2加分项第1项", forget()),
    Edge("C01", "打款失败未处理4人", "附件2减分项第4项", put(failed_payment_people=4)),
    Edge("C02", "打款失败未处理5人", "附件2减分项第4项", put(failed_payment_people=5)),
    Edge(
        "C03",
        "无机构变更，分母为0；管理人员亦无变化，不得1分",
        "附件1第11项（考核局总公司）；附件2加分项第6项",
        put(org_changes_due=0, org_changes_on_time=0, staff_changes=0, staff_changes_late=0),
    ),
)
