"""A rule in sentences, as a lawyer would write and sign it, in both languages."""

from collections.abc import Iterator, Sequence
from typing import Final

from app.calendars.terms import Direction, Unit
from app.core.languages import Code, Text
from app.deadlines import words
from app.deadlines.codes import CountedFrom, Expiry, Obliged
from app.deadlines.rule import FACT, Extension, Rule
from app.events.procedure import FactKind
from app.events.types import EventType


def named(trigger: str) -> Code:
    """The event type or the kind of fact that a trigger names."""
    if trigger.startswith(FACT):
        return FactKind(trigger.removeprefix(FACT))
    return EventType(trigger)


def sentences(rule: Rule) -> Text:
    """What the rule says, from its start to its source."""
    clauses = [*_clauses(rule)]
    zh = "；".join(clause.zh for clause in clauses)
    return Text(f"{rule.zh}：{zh}。", f"{rule.en}: {'; '.join(c.en for c in clauses)}.")


def extension(of: Extension) -> Text:
    """By whose consent, how often and by how much the time may become longer."""
    times = "两" if of.times == 2 else words.numeral(of.times)
    often = Text(f"可延长{times}次", _TIMES.get(of.times, f"{of.times} times"))
    return Text(
        f"经{of.approver.zh}，{often.zh}，{_length(of).zh}",
        f"extendable {often.en}, {_length(of).en}, by consent of: {of.approver.en}",
    )


_TIMES: Final = {1: "once", 2: "twice"}


def _length(of: Extension) -> Text:
    if of.amount is None:
        return Text("延长的长度以批准为准", "by as much as is approved")
    term = words.term(of.amount, of.unit)
    if of.replaces:
        return Text(f"总长不超过{term.zh}，自原起算日计算", f"to {term.en} from the first start")
    if of.times == 1:
        return Text(f"不超过{term.zh}", f"by at most {term.en}")
    return Text(f"每次不超过{term.zh}", f"by at most {term.en} each time")


def _clauses(rule: Rule) -> Iterator[Text]:
    yield _time(rule)
    yield _duty(rule)
    if rule.alternative_unit is not None and rule.amount is not None:
        other = words.term(rule.amount, rule.alternative_unit)
        yield Text(
            f"条文未写明计算单位，另按{other.zh}计算并一并载明",
            f"the text leaves the unit open, so the end after {other.en} is kept beside it",
        )
    if rule.unit is not Unit.HOUR:
        yield _roll(rule)
    yield from _moves(rule)
    yield from _expiry(rule)
    source = "，".join(filter(None, [rule.source, rule.article]))
    yield Text(f"依据：{source}（{rule.certainty.zh}）", f"source: {source} ({rule.certainty.en})")


def _time(rule: Rule) -> Text:
    start, moment = _start(rule), "时" if rule.unit is Unit.HOUR else "日"
    if rule.amount is None:
        return Text(
            f"自{start.zh}之{moment}起，在文书所定的期限内",
            f"within the time that the paper sets, counted from {start.en}",
        )
    term = words.term(rule.amount, rule.unit)
    if rule.direction is Direction.BEFORE:
        return Text(f"至迟于{start.zh}前{term.zh}", f"at the latest {term.en} before {start.en}")
    return Text(f"自{start.zh}之{moment}起{term.zh}内", f"within {term.en} of {start.en}")


def _start(rule: Rule) -> Text:
    if rule.counted_from is CountedFrom.FIRST_RECEIPT:
        return Text(
            "任一成员机关首次收到线索", "the day on which the lead first reached any member"
        )
    return _any_of(rule.starts_on)


def _duty(rule: Rule) -> Text:
    if rule.obliged is Obliged.AGENCY:
        return Text(f"由{rule.responsible.zh}办理", f"to be done by: {rule.responsible.en}")
    return Text(
        f"义务人为{rule.obliged.zh}，由{rule.responsible.zh}跟踪",
        f"to be done by: {rule.obliged.en}; watched by: {rule.responsible.en}",
    )


def _roll(rule: Rule) -> Text:
    if not rule.roll:
        return Text("届满日为休息日的，不顺延", "an end on a day of rest is not moved")
    if rule.direction is Direction.BEFORE:
        return Text(
            "截止日为休息日的，提前至其前最后一个工作日",
            "an end on a day of rest moves to the working day before",
        )
    return Text(
        "届满日为休息日的，顺延至其后第一个工作日",
        "an end on a day of rest moves to the next working day",
    )


def _moves(rule: Rule) -> Iterator[Text]:
    if rule.restarts_on:
        event = _any_of(rule.restarts_on)
        yield Text(f"发生{event.zh}的，重新起算", f"it starts anew with {event.en}")
    if rule.suspension is not None:
        ground = rule.suspension
        yield Text(f"{ground.zh}的，期限中止，其间不计入", f"it pauses where: {ground.en}")
    if rule.extension is not None:
        yield extension(rule.extension)
    event = _any_of(rule.stops_on)
    yield Text(f"至{event.zh}为止", f"it ends with {event.en}")


def _expiry(rule: Rule) -> Iterator[Text]:
    if rule.consequence is None:
        return
    label = _LABELS[rule.on_expiry]
    yield Text(f"{label.zh}：{rule.consequence.zh}", f"{label.en}: {rule.consequence.en}")


_LABELS: Final = {
    Expiry.BREACH: Text("逾期后果", "if late"),
    Expiry.LAPSE: Text("届满后果", "once it has run out"),
}


def _any_of(triggers: Sequence[str]) -> Text:
    names = [named(trigger) for trigger in triggers]
    zh, en = [f"“{name.zh}”" for name in names], [f"“{name.en}”" for name in names]
    return Text(
        "或".join(filter(None, ["、".join(zh[:-1]), zh[-1]])),
        " or ".join(filter(None, [", ".join(en[:-1]), en[-1]])),
    )
