"""Why a period ends when it does: every day of the count, so that anyone can count it again."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import groupby, pairwise
from operator import attrgetter
from typing import Final, NamedTuple

from app.calendars.count import Count, Manner, count
from app.calendars.course import End
from app.calendars.steps import StepKind
from app.calendars.table import Calendar, DayKind
from app.calendars.terms import Direction, Office, Pause, Term, Unit
from app.core.clock import CHINA
from app.core.languages import Text

__all__ = ["Step", "StepKind", "explain"]


class Step(NamedTuple):
    """One day and what it meant. `number` is how many the run has counted so far.

    Of an extension it is the length, of hours the number that has run.
    """

    on: date
    kind: StepKind
    number: int | None
    reason: Text


def explain(  # noqa: PLR0913 - the arguments of `counting.due`
    start: date | datetime,
    term: Term,
    calendar: Calendar,
    *,
    direction: Direction = Direction.AFTER,
    roll: bool = True,
    extensions: Sequence[Term] = (),
    pauses: Sequence[Pause] = (),
    office: Office | None = None,
) -> tuple[Step, ...]:
    """The steps of `counting.due`: its days in their order, and what became of each."""
    manner = Manner(direction, roll, extensions, pauses, office)
    return tuple(_steps(count(start, term, calendar, manner), term, extensions))


def _steps(counted: Count, term: Term, extensions: Sequence[Term]) -> Iterator[Step]:
    yield from _opening(counted)
    grants = [[*granted] for _, granted in groupby([term, *extensions], attrgetter("unit"))]
    # The term itself was not granted.
    grants[0].pop(0)
    for run, granted, (origin, end) in zip(
        counted.runs, grants, pairwise(counted.ends), strict=True
    ):
        yield from (_extended(counted, origin, extension) for extension in granted)
        yield from _run(counted, run, origin, end)
    yield from _rolled(counted)
    yield _ended(counted)


def _opening(counted: Count) -> Iterator[Step]:
    event_x = counted.course.sign * counted.event_on.toordinal()
    if counted.origin.at is not None:
        yield Step(counted.event_on, StepKind.EVENT_HOUR, None, StepKind.EVENT_HOUR.text)
        return
    if event_x != counted.origin.x:
        yield _step(counted, event_x, StepKind.AFTER_HOURS)
        for x in range(event_x + 1, counted.origin.x):
            yield _step(counted, x, StepKind.REST)
    yield _step(counted, counted.origin.x, StepKind.EVENT_DAY)


def _extended(counted: Count, origin: End, grant: Term) -> Step:
    text = Text(
        f"期限延长{grant.amount}{grant.unit.zh}",
        f"the term is extended by {_english(grant)}",
    )
    return Step(counted.course.day(origin.x), StepKind.EXTENDED, grant.amount, text)


def _run(counted: Count, run: Term, origin: End, end: End) -> Iterator[Step]:
    if run.unit is Unit.HOUR:
        return _hours(counted, run, origin, end)
    if run.unit in {Unit.MONTH, Unit.YEAR}:
        return _months(counted, run, origin, end)
    return _days(counted, StepKind.COUNTED, run.unit, range(origin.x + 1, end.x + 1))


def _days(counted: Count, kind: StepKind, unit: Unit, way: range) -> Iterator[Step]:
    """Every day on the way; those that are not passed over are numbered."""
    number = 0
    for x in way:
        passed = _passed_over(counted, unit, x)
        number += passed is None
        yield _step(counted, x, passed or kind, None if passed else number)


def _passed_over(counted: Count, unit: Unit, x: int) -> StepKind | None:
    if counted.course.still(x - 1, x):
        return StepKind.PAUSED
    is_rest = unit is Unit.WORKING_DAY and not _is_working(counted, x)
    return StepKind.REST if is_rest else None


def _months(counted: Count, run: Term, origin: End, end: End) -> Iterator[Step]:
    course = counted.course
    corresponding = course.corresponding(origin.x, run)
    for x in range(origin.x + 1, corresponding + 1):
        if course.still(x - 1, x):
            yield _step(counted, x, StepKind.PAUSED)
    yield _corresponding(counted, run, corresponding, course.day(origin.x))
    added = range(corresponding + 1, end.x + 1)
    yield from _days(counted, StepKind.LENGTHENED, Unit.CALENDAR_DAY, added)


def _corresponding(counted: Count, run: Term, x: int, origin: date) -> Step:
    day = counted.course.day(x)
    exact = day.day == origin.day
    text = Text(
        f"{run.amount}{run.unit.zh}的{'对应日' if exact else '月末日（当月无对应日）'}",
        f"{'corresponding day' if exact else 'last day of a month that has no such day'}, "
        f"{_english(run)} on",
    )
    return Step(day, StepKind.CORRESPONDING_DAY, None, text)


def _hours(counted: Count, run: Term, origin: End, end: End) -> Iterator[Step]:
    for since, until in counted.course.stood_still(origin, end):
        written = f"{since:%Y-%m-%d %H:%M}", f"{until:%Y-%m-%d %H:%M}"
        text = Text(
            f"{written[0]}至{written[1]}中止，不计入", f"paused from {written[0]} to {written[1]}"
        )
        yield Step(since.date(), StepKind.PAUSED, None, text)
    text = Text(f"满{run.amount}小时", f"{_english(run)} run")
    yield Step(counted.course.day(end.x), StepKind.HOURS, run.amount, text)


def _rolled(counted: Count) -> Iterator[Step]:
    outcome = _EARLIER if counted.course.sign < 0 else _LATER
    for x in range(counted.raw.x, counted.due_x):
        yield _step(counted, x, StepKind.ROLLED, outcome=outcome)


def _ended(counted: Count) -> Step:
    # The instant that ends a day is its 24:00, not the 00:00 of the next.
    clock = f"{counted.due_at.astimezone(CHINA):%H:%M}".replace("00:00", "24:00")
    return Step(counted.due_on, StepKind.ENDED, None, Text(f"{clock}届满", f"ends at {clock}"))


def _english(term: Term) -> str:
    return f"{term.amount} {term.unit.en if term.amount > 1 else term.unit.en.removesuffix('s')}"


def _is_working(counted: Count, x: int) -> bool:
    return counted.course.calendar.is_working(counted.course.day(x))


_LATER: Final = Text("期限顺延", "the end moves to a later day")
_EARLIER: Final = Text("期限提前", "the end moves to an earlier day")
_PAUSED: Final = Text("中止期间", "in a pause")


def _step(
    counted: Count, x: int, kind: StepKind, number: int | None = None, outcome: Text | None = None
) -> Step:
    """A day by its name and by what became of it."""
    day, said = counted.course.day(x), outcome or _outcome(kind, number)
    named = counted.course.calendar.name_of(day) or DayKind.WORKING.text
    if kind is StepKind.ROLLED and _is_working(counted, x):
        named = _PAUSED
    return Step(day, kind, number, Text(f"{named.zh}，{said.zh}", f"{named.en}: {said.en}"))


def _outcome(kind: StepKind, number: int | None) -> Text:
    if number is None:
        return _SAID[kind]
    if kind is StepKind.LENGTHENED:
        return Text(f"补足第{number}日", f"makes up for day {number} of the pauses")
    return Text(f"计第{number}日", f"counted as day {number}")


_SAID: Final = {
    StepKind.REST: Text("不计入", "not counted"),
    StepKind.PAUSED: Text("中止期间，不计入", "paused, not counted"),
    StepKind.EVENT_DAY: Text("起算事由当日，不计入", "day of the event, not counted"),
    StepKind.AFTER_HOURS: Text(
        "非办公时间，视为下一工作日", "outside office hours, counts as of the next working day"
    ),
}
