"""The code lists of a referral: why it is rejected or returned, and how it ends."""

from app.core.languages import Code


class RejectionReason(Code):
    """Why a receiver does not take a referral; each needs an explanation beside it."""

    NOT_COMPETENT = "not_competent", "不属于本机关职权", "Outside the agency's power"
    OTHER_JURISDICTION = "other_jurisdiction", "不属于本地管辖", "Outside the district"
    ALREADY_HANDLED = "already_handled", "已在办理或已办结", "Already handled"
    IN_OTHER_PROCEDURE = (
        "in_other_procedure",
        "已进入仲裁、诉讼等程序",
        "Already before arbitration or a court",
    )
    SUPPLEMENT_MISSING = "supplement_missing", "逾期未补正", "The supplement did not come"
    NOT_A_WAGE_MATTER = "not_a_wage_matter", "不属于欠薪事项", "Not a matter of wages"
    WORKER_UNWILLING = "worker_unwilling", "劳动者不同意", "The worker does not want it"
    TIME_BARRED = "time_barred", "超过法定时限", "Out of time by law"
    OTHER = "other", "其他", "Other"


class ReturnReason(Code):
    """Why an accepted referral should go back."""

    NOT_COMPETENT = "not_competent", "办理中发现无职权", "Found to lack the power"
    OTHER_JURISDICTION = "other_jurisdiction", "应由其他地区办理", "Belongs to another district"
    WORKER_WITHDREW = "worker_withdrew", "劳动者撤回申请", "The worker withdrew"
    FACTS_CHANGED = "facts_changed", "事实发生变化", "The facts changed"
    IN_OTHER_PROCEDURE = (
        "in_other_procedure",
        "已进入其他程序",
        "Another procedure has taken over",
    )
    OTHER = "other", "其他", "Other"


class Outcome(Code):
    """What the receiver achieved; a completion always names one."""

    PAID_IN_FULL = "paid_in_full", "全部支付", "Paid in full"
    PAID_IN_PART = "paid_in_part", "部分支付", "Paid in part"
    AGREEMENT_REACHED = "agreement_reached", "达成协议", "Agreement reached"
    ORDER_ISSUED = "order_issued", "作出行政决定", "Administrative order issued"
    AWARD_OR_JUDGMENT = "award_or_judgment", "作出裁决或判决", "Award or judgment made"
    EVIDENCE_DELIVERED = "evidence_delivered", "证据已提供", "Evidence delivered"
    AID_GRANTED = "aid_granted", "给予法律援助", "Legal aid granted"
    SUIT_SUPPORTED = "suit_supported", "支持起诉", "Suit supported"
    PRESERVED = "preserved", "已采取保全", "Property preserved"
    TRANSFERRED_TO_POLICE = "transferred_to_police", "移送公安机关", "Handed to the police"
    ADVICE_GIVEN = "advice_given", "已答复指引", "Advice given"
    NOT_SUBSTANTIATED = "not_substantiated", "事实不能证实", "Not substantiated"
    NO_RESULT = "no_result", "未取得结果", "No result"


class Ruling(Code):
    """How the station ends a dispute."""

    ACCEPTED = "accepted", "由接收机关办理", "The receiver handles it"
    RETURNED = "returned", "退回移送机关", "It goes back to the sender"
    REJECTED = "rejected", "不予受理成立", "The rejection stands"
    REDIRECTED = "redirected", "改由指定机关办理", "Another agency handles it"
