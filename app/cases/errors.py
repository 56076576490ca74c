"""What can be wrong with a case beyond its lifecycle."""

from app.core.errors import DomainError, ErrorKind, published
from app.core.languages import Text


@published
class CaseNotFound(DomainError):
    kind = ErrorKind.NOT_FOUND
    code = "case-not-found"
    title = Text("没有这件案件", "No such case")
    advice = Text(
        "请核对案件编号；未向贵机关开放的案件与不存在的案件回答相同。",
        "Check the id; a case that is not open to your agency is answered like one that is not "
        "there.",
    )


@published
class WorkerNotFound(DomainError):
    kind = ErrorKind.NOT_FOUND
    code = "worker-not-found"
    title = Text("案件中没有这名劳动者", "No such worker in the case")
    advice = Text("请在案件详情中核对劳动者编号。", "Check the worker's id in the case.")


@published
class ClaimNotFound(DomainError):
    kind = ErrorKind.NOT_FOUND
    code = "claim-not-found"
    title = Text("案件中没有这项请求", "No such claim in the case")
    advice = Text("请在案件详情中核对请求编号。", "Check the claim's id in the case.")


@published
class LeadNotFound(DomainError):
    kind = ErrorKind.NOT_FOUND
    code = "lead-not-found"
    title = Text("案件中没有这条线索", "No such lead in the case")
    advice = Text("请在案件详情中核对线索编号。", "Check the lead's id in the case.")


@published
class PartyNotFound(DomainError):
    kind = ErrorKind.NOT_FOUND
    code = "party-not-found"
    title = Text("案件中没有这一相关方", "No such party in the case")
    advice = Text("请在案件详情中核对相关方编号。", "Check the party's id in the case.")


@published
class TriageNotFound(DomainError):
    kind = ErrorKind.NOT_FOUND
    code = "triage-not-found"
    title = Text("案件尚未发起研判", "The case has no triage")
    advice = Text("请先发起研判。", "Open the triage first.")


@published
class CaseEnded(DomainError):
    kind = ErrorKind.CONFLICT
    code = "case-ended"
    title = Text("案件已结束", "The case has ended")
    advice = Text(
        "案件结案或撤销后不再变动；确有需要时请先重新启动。",
        "A closed or withdrawn case does not change; reopen it first where that is justified.",
    )


@published
class WorkOutstanding(DomainError):
    """409; `open_referrals`, `open_requests`, `open_triages`, `open_claims` say what is left."""

    kind = ErrorKind.CONFLICT
    code = "work-outstanding"
    title = Text("尚有未完成的工作", "Work is outstanding")
    advice = Text(
        "请先办结或撤回所列移送、取证请求与研判，并为每项请求确定最终结果。",
        "First finish or withdraw what is listed, and give every claim its final state.",
    )


@published
class TriageAlreadyOpen(DomainError):
    kind = ErrorKind.CONFLICT
    code = "triage-already-open"
    title = Text("研判正在进行", "A triage is already open")
    advice = Text("请在已发起的研判中发表意见。", "Take a position in the open triage.")


@published
class PositionsOutstanding(DomainError):
    """409; `waiting_for` lists the silent members, `silence_counts_at` when they may be passed."""

    kind = ErrorKind.CONFLICT
    code = "positions-outstanding"
    title = Text("尚有成员单位未发表意见", "Members have not spoken yet")
    advice = Text(
        "请等待所列成员发表意见，或待沉默视为同意的期限届满后再作决定。",
        "Wait for the members listed, or until their silence counts as consent.",
    )


@published
class ReceiptInFuture(DomainError):
    kind = ErrorKind.INVALID
    code = "instant-in-future"
    title = Text("时间晚于现在", "The instant lies in the future")
    advice = Text(
        "收到线索的时间不能晚于现在；请核对时区与日期。",
        "A lead cannot have been received later than now; check offset and date.",
    )


@published
class BirthInFuture(DomainError):
    kind = ErrorKind.INVALID
    code = "birth-date-in-future"
    title = Text("出生日期晚于今天", "The birth date lies in the future")
    advice = Text("请核对公民身份号码。", "Check the identity number.")


@published
class PeriodInFuture(DomainError):
    kind = ErrorKind.INVALID
    code = "period-in-future"
    title = Text("欠薪期间晚于本月", "The period lies in the future")
    advice = Text(
        "欠薪期间不能晚于本月；请核对起止日期。",
        "The period for which a sum is owed ends this month at the latest; check its dates.",
    )


@published
class TotalTooLarge(DomainError):
    kind = ErrorKind.INVALID
    code = "total-too-large"
    title = Text("请求总额超出上限", "The claims add up to too much")
    advice = Text(
        "一件案件的请求总额不能超过 9007199254740991 分；请核对单位是否为分。",
        "The claims of a case may add up to 9007199254740991 fen at most; check the unit.",
    )


@published
class StatusNotFinal(DomainError):
    kind = ErrorKind.INVALID
    code = "status-not-final"
    title = Text("不是最终结果", "Not a final state")
    advice = Text("请选择 open 以外的结果。", "Choose a state other than open.")


@published
class PaidExceedsClaim(DomainError):
    kind = ErrorKind.INVALID
    code = "paid-exceeds-claim"
    title = Text("已付金额超过请求金额", "More was paid than is claimed")
    advice = Text(
        "请核对金额；确有超出的，先更正请求金额。",
        "Check the sum; correct the claim first where more is really owed.",
    )


@published
class PaymentMissing(DomainError):
    kind = ErrorKind.INVALID
    code = "payment-missing"
    title = Text("已支付但未填金额", "Paid, but no sum is given")
    advice = Text(
        "结果为已支付时须填写实际支付的金额 paid_fen。",
        "Say in paid_fen what was really paid when the outcome is a payment.",
    )


@published
class PaymentForgotten(DomainError):
    kind = ErrorKind.INVALID
    code = "payment-forgotten"
    title = Text("已付金额少于此前登记", "Less was paid than is on record")
    advice = Text(
        "paid_fen 是累计支付的总额，不能少于此前登记的金额。",
        "paid_fen is the sum of all payments, never less than what is on record.",
    )


UNFIT_CASE = (ReceiptInFuture, BirthInFuture, PeriodInFuture, TotalTooLarge)
"""What only the present instant or the sums can say against the facts of a new case."""
