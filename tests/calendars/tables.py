"""The days of China as others keep them; not fixtures, for their printed form is huge."""

from datetime import date, timedelta

import chinese_calendar
import holidays

HOLIDAYS = holidays.country_holidays("CN", years=range(2022, 2029))

FIRST, LAST = date(2004, 1, 1), date(2026, 12, 31)

WORKED = {
    day: chinese_calendar.is_workday(day)
    for day in (FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1))
}
"""Every day of the package `chinesecalendar` up to the last year with a notice."""
