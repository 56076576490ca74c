"""What can be wrong with a procedural fact."""

from app.core.errors import DomainError, ErrorKind, published
from app.core.languages import Text


@published
class FactNotFound(DomainError):
    kind = ErrorKind.NOT_FOUND
    code = "procedural-fact-not-found"
    title = Text("案件中没有这一程序事实", "No such procedural fact in the case")
    advice = Text("请在案件时间线中核对编号。", "Check the id in the timeline of the case.")


@published
class ProcedureNotHeld(DomainError):
    """422; `recorded_by` lists the kinds of agency that hold the procedure."""

    kind = ErrorKind.INVALID
    code = "procedure-not-held"
    title = Text("贵机关不主管该程序", "Your agency does not hold this procedure")
    advice = Text(
        "请由 recorded_by 所列机关记录该事实。",
        "Have the fact recorded by an agency that recorded_by names.",
    )


@published
class FactInFuture(DomainError):
    kind = ErrorKind.INVALID
    code = "fact-in-future"
    title = Text("事实尚未发生", "The fact lies in the future")
    advice = Text(
        "请填写已经发生的日期或时刻；只有开庭日等事先确定的日子可以在将来。",
        "Give the day or instant at which it happened; only a day that is fixed beforehand, such "
        "as that of a hearing, may still lie ahead.",
    )


@published
class PersonNeeded(DomainError):
    kind = ErrorKind.INVALID
    code = "person-needed"
    title = Text("须指明当事人", "The person concerned is needed")
    advice = Text(
        "该期限自各当事人各自的日期起算；请在 concerns 中填写案件中的劳动者或相关方编号。",
        "The time runs for each person from its own day; put the id of a worker or party of the "
        "case into concerns.",
    )


@published
class UnknownPerson(DomainError):
    kind = ErrorKind.INVALID
    code = "unknown-person"
    title = Text("案件中没有此人", "No such person in the case")
    advice = Text(
        "concerns 须为本案劳动者或相关方的编号；请先登记此人。",
        "concerns must be the id of a worker or party of this case; register the person first.",
    )


@published
class TermNeeded(DomainError):
    kind = ErrorKind.INVALID
    code = "term-needed"
    title = Text("须填写文书所定的期限", "The time that the paper sets is needed")
    advice = Text(
        "法律未定长度；请在 term 中填写文书所定的数量与单位。",
        "The law leaves the length to the case; put amount and unit of the paper into term.",
    )


@published
class TermNotTaken(DomainError):
    kind = ErrorKind.INVALID
    code = "term-not-taken"
    title = Text("期限由法律确定", "The law itself sets the time")
    advice = Text(
        "此事实所起算的期限长度由规则确定；请勿填写 term。",
        "The rules that this fact starts have lengths of their own; leave term out.",
    )
