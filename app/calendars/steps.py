"""The closed list of what a day can mean for a count."""

from app.core.languages import Code


class StepKind(Code):
    """What a day meant for the count."""

    EVENT_DAY = "event_day", "起算事由当日，不计入", "Day of the event, not counted"
    EVENT_HOUR = "event_hour", "起算事由当时，不计入", "hour of the event, not counted"
    AFTER_HOURS = "after_hours", "非办公时间，视为下一工作日", "Outside office hours"
    EXTENDED = "extended", "期限延长", "The term is extended"
    COUNTED = "counted", "计入", "Counted"
    REST = "rest", "休息日，不计入", "Day of rest, not counted"
    PAUSED = "paused", "中止期间，不计入", "Paused, not counted"
    CORRESPONDING_DAY = "corresponding_day", "期满月的对应日", "Corresponding day"
    LENGTHENED = "lengthened", "补足中止的日数", "Makes up for a day of a pause"
    HOURS = "hours", "小时数届满", "The hours have run"
    ROLLED = "rolled", "届满日不能是该日", "The end moves off this day"
    ENDED = "ended", "届满", "The period ends"
