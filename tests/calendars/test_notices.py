"""Tests of what can be a notice, in a request and in the files that the service comes with."""

from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from app.calendars import days, packaged
from app.calendars.notices import Notice
from app.calendars.table import DayKind
from app.core.fields import faults

NEXT_YEAR: dict[str, Any] = {
    "year": 2027,
    "source": "https://www.gov.cn/zhengce/2027.htm",
    "festivals": [
        {
            "zh": "元旦",
            "en": "New Year's Day",
            "off_from": "2026-12-31",
            "off_until": "2027-01-03",
            "make_up": ["2026-12-26", "2027-01-09"],
        },
        {
            "zh": "春节",
            "en": "Spring Festival",
            "off_from": "2027-02-05",
            "off_until": "2027-02-11",
            "make_up": ["2027-02-20"],
        },
    ],
}


def with_festival(**members: Any) -> dict[str, Any]:
    body = deepcopy(NEXT_YEAR)
    body["festivals"][1] |= members
    return body


def codes(body: dict[str, Any]) -> list[tuple[str, str]]:
    try:
        Notice.model_validate(body)
    except ValidationError as invalid:
        return [(fault.pointer, fault.code) for fault in faults(invalid.errors())]
    return []


def test_a_notice_may_reach_over_the_edges_of_its_year() -> None:
    notice = Notice.model_validate(NEXT_YEAR)

    table = dict(notice.days())

    assert len(table) == 4 + 2 + 7 + 1
    assert table[date(2026, 12, 26)].kind is DayKind.MAKE_UP
    assert table[date(2026, 12, 31)].name == ("元旦", "New Year's Day")
    assert notice.is_complete


def test_a_notice_is_read_again_as_it_is_kept() -> None:
    notice = Notice.model_validate(NEXT_YEAR)

    assert Notice.model_validate(notice.model_dump(mode="json")) == notice


@pytest.mark.parametrize(
    ("members", "fault"),
    [
        ({"off_until": "2027-02-04"}, ("/festivals/1", "rest-days-reversed")),
        ({"off_until": "2027-02-20"}, ("/festivals/1", "rest-days-too-many")),
        ({"make_up": ["2027-02-19"]}, ("/festivals/1", "make-up-on-weekday")),
        ({"make_up": ["2027-02-06"]}, ("", "day-repeated")),
        ({"make_up": ["2027-02-20", "2027-02-20"]}, ("", "day-repeated")),
        ({"make_up": ["2027-01-09"]}, ("", "day-repeated")),
        ({"make_up": ["2027-01-03"]}, ("", "day-repeated")),
        ({"off_from": "2027-01-03", "off_until": "2027-01-05"}, ("", "day-repeated")),
        ({"make_up": ["2026-12-20"]}, ("", "day-outside-year")),
        ({"make_up": ["2028-01-08"]}, ("", "day-outside-year")),
        ({"off_from": "2028-02-05", "off_until": "2028-02-06"}, ("", "day-outside-year")),
        ({"make_up": ["2027-02-20"] * 7}, ("/festivals/1/make_up", "too-long")),
        ({"make_up": ["2027-02-30"]}, ("/festivals/1/make_up/0", "date-format")),
        ({"off_from": 20270205}, ("/festivals/1/off_from", "date-format")),
        ({"zh": ""}, ("/festivals/1/zh", "too-short")),
        ({"en": "x" * 201}, ("/festivals/1/en", "too-long")),
        ({"makeup": []}, ("/festivals/1/*", "unknown-member")),
    ],
)
def test_a_festival_that_cannot_be_is_refused(
    members: dict[str, Any], fault: tuple[str, str]
) -> None:
    assert codes(with_festival(**members)) == [fault]


@pytest.mark.parametrize(
    ("members", "fault"),
    [
        ({"year": 1948}, ("/year", "too-small")),
        ({"year": 2101}, ("/year", "too-large")),
        ({"year": "2027"}, ("/year", "not-integer")),
        ({"year": 2026}, ("", "day-outside-year")),
        ({"source": " "}, ("/source", "line-format")),
        ({"festivals": []}, ("/festivals", "too-short")),
        ({"festivals": NEXT_YEAR["festivals"] * 16}, ("/festivals", "too-long")),
        ({"is_complete": "yes"}, ("/is_complete", "not-boolean")),
        ({"division": "CN"}, ("/*", "unknown-member")),
    ],
)
def test_a_notice_that_cannot_be_is_refused(
    members: dict[str, Any], fault: tuple[str, str]
) -> None:
    assert codes({**NEXT_YEAR, **members}) == [fault]


def test_the_last_days_that_a_notice_may_touch_are_a_week_outside_its_year() -> None:
    assert codes(with_festival(make_up=["2026-12-26"])) == [("", "day-repeated")]
    assert codes(with_festival(off_from="2028-01-05", off_until="2028-01-07", make_up=[])) == []
    assert codes(with_festival(off_from="2027-02-05", off_until="2027-02-19")) == []


def test_the_first_and_the_last_year_have_notices_like_any_other() -> None:
    for year in (1949, 2100):
        festival = {
            "zh": "节",
            "en": "F",
            "off_from": f"{year}-05-01",
            "off_until": f"{year}-05-01",
        }
        assert codes({"year": year, "source": "s", "festivals": [festival]}) == []


@given(st.recursive(st.none() | st.integers() | st.text() | st.dates().map(str), st.lists))
def test_no_body_breaks_the_reading_of_a_notice(anything: Any) -> None:
    for member in ("off_from", "off_until", "make_up", "zh"):
        codes(with_festival(**{member: anything}))
    codes({**NEXT_YEAR, "festivals": anything})


def test_a_notice_in_a_file_that_cannot_be_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "notices.toml"
    file.write_text(
        'version = "2026.2"\n[[notice]]\nyear = 2026\nsource = "notice"\n'
        'festivals = [{ zh = "国庆节", en = "National Day", '
        "off_from = 2026-10-07, off_until = 2026-10-01 }]\n",
        encoding="utf-8",
    )

    with pytest.raises(ValueError, match="end before they begin"):
        days.load(file)


def test_every_packaged_notice_has_a_source_and_each_division_each_year_once() -> None:
    national, regional = packaged.national(), packaged.regional()
    regions = [region.division for region in regional.region]
    keys = [(notice.division, notice.year) for notice in regional.notice]

    assert [notice.year for notice in national.notice] == [2023, 2024, 2025, 2026]
    assert len(set(regions)) == len(regions)
    assert len(set(keys)) == len(keys)
    assert all(days.is_known(division) for division in [*regions, *(key for key, _ in keys)])
