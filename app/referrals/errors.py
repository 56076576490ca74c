"""What can be wrong with a referral beyond its lifecycle."""

from app.core.errors import DomainError, ErrorKind, published
from app.core.languages import Text


@published
class ReferralNotFound(DomainError):
    kind = ErrorKind.NOT_FOUND
    code = "referral-not-found"
    title = Text("没有这件移送", "No such referral")
    advice = Text(
        "请核对移送编号；与贵机关无关的移送与不存在的移送回答相同。",
        "Check the id; a referral that does not concern your agency is answered like one that is "
        "not there.",
    )


@published
class UnknownAgency(DomainError):
    kind = ErrorKind.INVALID
    code = "unknown-agency"
    title = Text("不是本站成员", "Not a member of this station")
    advice = Text(
        "请从 /v1/agencies 中选择本服务站的成员机关。",
        "Choose a member of your station from /v1/agencies.",
    )


@published
class NotCompetent(DomainError):
    """422; `competent` lists kind, unit and agencies with the power, `basis` the law."""

    kind = ErrorKind.INVALID
    code = "receiver-not-competent"
    title = Text("接收机关无此职权", "The receiver lacks the power")
    advice = Text(
        "请改送 competent 中列出的机关；basis 为其职权依据。",
        "Send it to an agency listed in competent; basis is the law that gives it the power.",
    )


@published
class OwnerUnitUnclear(DomainError):
    """422; `units` lists those of the agency, none where it has no walls inside."""

    kind = ErrorKind.INVALID
    code = "owner-unit-unclear"
    title = Text("主办机关的内设机构不明", "The owner's unit is not clear")
    advice = Text(
        "请在 owner_unit 中填写 units 所列的一个内设机构；units 为空时不填。",
        "Name one of the units listed in units as owner_unit; where none is listed, leave it out.",
    )


@published
class SenderIsReceiver(DomainError):
    kind = ErrorKind.INVALID
    code = "sender-is-receiver"
    title = Text("不能移送给自己", "An agency cannot refer to itself")
    advice = Text("请选择另一机关或另一内设机构。", "Choose another agency or another unit.")


@published
class AlreadyReferred(DomainError):
    """409; `referral_id` is the open one."""

    kind = ErrorKind.CONFLICT
    code = "already-referred"
    title = Text("同一事项已移送该机关", "Already referred for this purpose")
    advice = Text(
        "请在已有的移送中继续办理；其编号见 referral_id。",
        "Continue with the open referral; referral_id names it.",
    )


@published
class SupplementAlreadyRequested(DomainError):
    kind = ErrorKind.CONFLICT
    code = "supplement-already-requested"
    title = Text("已要求过一次补正", "A supplement was already requested")
    advice = Text(
        "补正要求须一次告知；请依据现有材料受理或不予受理。",
        "What is missing is said once and in full; accept or reject on what is there.",
    )


@published
class TimeLimitRunning(DomainError):
    """409; `rule` names the time limit and `due_at` its end."""

    kind = ErrorKind.CONFLICT
    code = "time-limit-running"
    title = Text("期限尚未届满", "The time limit still runs")
    advice = Text(
        "须待 due_at 届满后方可进行此操作。",
        "This is open only after due_at, when the other side's time has run out.",
    )


@published
class TimeLimitExpired(DomainError):
    """409; `rule` names the time limit and `due_at` its end."""

    kind = ErrorKind.CONFLICT
    code = "time-limit-expired"
    title = Text("期限已过", "The time limit has run out")
    advice = Text(
        "异议期已过；如有新的事实，请另行移送。",
        "The time for an objection is over; with new facts, send a new referral.",
    )


@published
class RulingIsFinal(DomainError):
    kind = ErrorKind.CONFLICT
    code = "ruling-is-final"
    title = Text("服务站已作终局裁定", "The station has ruled")
    advice = Text(
        "裁定为终局，不能再提异议；如有新的事实，请另行移送。",
        "Its ruling is final and cannot be contested; with new facts, send a new referral.",
    )


@published
class RedirectionTargetMissing(DomainError):
    kind = ErrorKind.INVALID
    code = "redirection-target-mismatch"
    title = Text("改送机关不明", "The agency to redirect to is unclear")
    advice = Text(
        "改送须指明 to_agency；其他裁定不得填写。",
        "A redirection names to_agency; no other ruling does.",
    )


@published
class AmountMissing(DomainError):
    kind = ErrorKind.INVALID
    code = "outcome-amount-missing"
    title = Text("结果缺少金额", "The outcome lacks its sum")
    advice = Text(
        "已支付须填 paid_fen，达成协议须填 agreed_fen。",
        "A payment needs paid_fen, an agreement agreed_fen.",
    )


@published
class ConclusionInFuture(DomainError):
    kind = ErrorKind.INVALID
    code = "date-in-future"
    title = Text("日期晚于今天", "The date lies in the future")
    advice = Text("办结日期不能晚于今天。", "What is concluded was concluded by today.")


@published
class RouteRepeated(DomainError):
    kind = ErrorKind.INVALID
    code = "route-repeated"
    title = Text("同一途径列了两次", "The same route is listed twice")
    advice = Text("每个机关的同一事项只列一次。", "List each purpose at the same agency only once.")
