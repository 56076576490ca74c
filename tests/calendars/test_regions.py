"""Tests of the days that a division has of its own, and of what notices make of the nation's."""

from datetime import date

import pytest

from app.calendars import days
from app.calendars.counting import due
from app.calendars.days import Calendars
from app.calendars.notices import Notice
from app.calendars.table import DayKind
from app.calendars.terms import Term, Unit

GUANGXI, NINGXIA, XINJIANG, LHASA, LIANGSHAN = "450103", "640104", "650102", "540102", "513401"
SHANGHAI = "310120"

REST, WORKING, MAKE_UP = DayKind.REST, DayKind.WORKING, DayKind.MAKE_UP


def notice(year: int, off: str, *make_up: str, until: str = "", complete: bool = True) -> Notice:
    festival = {
        "zh": "节日",
        "en": "Festival",
        "off_from": off,
        "off_until": until or off,
        "make_up": list(make_up),
    }
    return Notice.model_validate({
        "year": year,
        "source": f"notice of {year}",
        "festivals": [festival],
        "is_complete": complete,
    })


@pytest.mark.parametrize(
    ("division", "day", "kind", "nation"),
    [
        (GUANGXI, date(2017, 3, 30), REST, WORKING),
        # The nation made up for Qingming on this Saturday, Guangxi a week later.
        (GUANGXI, date(2017, 4, 1), REST, MAKE_UP),
        (GUANGXI, date(2017, 4, 8), MAKE_UP, REST),
        (GUANGXI, date(2021, 4, 18), MAKE_UP, REST),
        (GUANGXI, date(2023, 4, 23), REST, MAKE_UP),
        (NINGXIA, date(2021, 7, 19), REST, WORKING),
        (NINGXIA, date(2025, 6, 6), WORKING, WORKING),
        (XINJIANG, date(2025, 6, 10), REST, WORKING),
        (XINJIANG, date(2025, 6, 11), WORKING, WORKING),
        (LHASA, date(2026, 2, 26), REST, WORKING),
        (LHASA, date(2025, 2, 27), REST, WORKING),
        (LHASA, date(2023, 2, 18), MAKE_UP, REST),
        ("540202", date(2025, 2, 27), REST, WORKING),
        ("540202", date(2026, 2, 26), WORKING, WORKING),
    ],
)
def test_a_division_has_days_of_its_own(
    calendars: Calendars, division: str, day: date, kind: DayKind, nation: DayKind
) -> None:
    assert calendars.of(division).kind_of(day) is kind
    assert calendars.of(SHANGHAI).kind_of(day) is nation


@pytest.mark.parametrize(
    ("division", "settled"),
    [
        (SHANGHAI, set(range(2004, 2027))),
        ("CN", set(range(2004, 2027))),
        (GUANGXI, {*range(2004, 2014), 2017, 2021, 2023}),
        (NINGXIA, {2019, 2020, 2021}),
        (XINJIANG, {2022, 2025}),
        (LHASA, set()),
        (LIANGSHAN, set()),
        ("510104", set(range(2004, 2027))),
    ],
)
def test_years_whose_own_days_are_unknown_are_provisional_there_alone(
    calendars: Calendars, division: str, settled: set[int]
) -> None:
    assert calendars.of(division).settled == settled


def test_a_period_that_leans_on_unknown_days_is_provisional_there_alone(
    calendars: Calendars,
) -> None:
    start, term = date(2026, 4, 7), Term(10, Unit.WORKING_DAY)

    assert due(start, term, calendars.of(GUANGXI)).provisional
    assert not due(start, term, calendars.of(SHANGHAI)).provisional


def test_divisions_without_days_of_their_own_share_one_calendar(calendars: Calendars) -> None:
    assert calendars.of("310120") is calendars.of("110101") is calendars.of("CN")
    assert calendars.of("450103") is calendars.of("450000") is calendars.of("450103001")
    assert calendars.of("310120").division == "CN"
    assert (calendars.of("450103").division, calendars.of("450103").serial) == ("45", 0)
    assert calendars.of("450103").version == "45-2026.1"


@pytest.mark.parametrize(
    ("division", "year", "sources"),
    [
        (SHANGHAI, 2026, ["https://www.gov.cn/zhengce/zhengceku/202511/content_7047091.htm"]),
        (SHANGHAI, 2022, ["holidays"]),
        (SHANGHAI, 2027, ["holidays"]),
        (XINJIANG, 2022, ["holidays", "新疆"]),
        (GUANGXI, 2023, ["http://www.gov.cn/", "广西"]),
    ],
)
def test_a_year_names_what_it_rests_on(
    calendars: Calendars, division: str, year: int, sources: list[str]
) -> None:
    found = calendars.sources(division, year)

    assert len(found) == len(sources)
    assert all(source.startswith(start) for source, start in zip(found, sources, strict=True))


def test_a_notice_settles_a_year_and_takes_the_place_of_what_was_computed(
    calendars: Calendars,
) -> None:
    later = calendars.with_notice("CN", notice(2027, "2027-05-01"), 7)

    nation = later.of(SHANGHAI)
    assert not nation.provisional(2027)
    assert nation.kind_of(date(2027, 5, 3)) is WORKING
    assert (nation.version, nation.serial) == ("CN-2026.1+7", 7)
    assert calendars.of(SHANGHAI).provisional(2027)
    assert calendars.of(SHANGHAI).kind_of(date(2027, 5, 3)) is REST
    assert later.sources(SHANGHAI, 2027) == ["notice of 2027"]


def test_a_correction_takes_the_place_of_the_whole_notice(calendars: Calendars) -> None:
    """The first one began in December of the year before."""
    wrong = notice(2027, "2026-12-31", "2026-12-26", until="2027-01-01")

    once = calendars.with_notice("CN", wrong, 7)
    twice = once.with_notice("CN", notice(2027, "2027-01-01"), 8)

    assert once.of(SHANGHAI).kind_of(date(2026, 12, 31)) is REST
    assert once.of(SHANGHAI).kind_of(date(2026, 12, 26)) is MAKE_UP
    assert twice.of(SHANGHAI).kind_of(date(2026, 12, 31)) is WORKING
    assert twice.of(SHANGHAI).kind_of(date(2026, 12, 26)) is REST
    assert twice.of(SHANGHAI).version == "CN-2026.1+8"


def test_a_notice_may_correct_a_year_that_the_package_follows(calendars: Calendars) -> None:
    corrected = calendars.with_notice("CN", notice(2010, "2010-01-01"), 1).of(SHANGHAI)

    assert corrected.kind_of(date(2010, 2, 15)) is WORKING
    assert not corrected.provisional(2010)


def test_an_incomplete_notice_leaves_even_such_a_year_provisional(calendars: Calendars) -> None:
    partial = calendars.with_notice("CN", notice(2010, "2010-01-01", complete=False), 1)

    assert partial.of(SHANGHAI).provisional(2010)


def test_a_later_year_has_the_last_word_where_two_notices_meet(calendars: Calendars) -> None:
    for order in ([2027, 2028], [2028, 2027]):
        both = calendars
        for serial, year in enumerate(order, start=1):
            ends = {2027: ("2028-01-01", "2028-01-01"), 2028: ("2028-01-02", "2028-01-01")}
            off, made_up = ends[year]
            both = both.with_notice(
                "CN", notice(year, off, *([made_up] if year == 2028 else [])), serial
            )
        assert both.of(SHANGHAI).kind_of(date(2028, 1, 1)) is MAKE_UP


@pytest.mark.parametrize("prefix", ["31", "3101", "310120"])
def test_a_notice_for_a_prefix_holds_for_all_below_it(calendars: Calendars, prefix: str) -> None:
    local = calendars.with_notice(prefix, notice(2026, "2026-11-24"), 9)

    assert local.of("310120").kind_of(date(2026, 11, 24)) is REST
    assert local.of("310120").version == f"{prefix}-2026.1+9"
    assert local.of("310120001") is local.of("310120")
    assert not local.of("310120").provisional(2026)
    assert local.of("320102").kind_of(date(2026, 11, 24)) is WORKING
    assert local.of("320102").version == "CN-2026.1"
    assert local.of("310101").is_working(date(2026, 11, 24)) is (prefix == "310120")


@pytest.mark.parametrize("division", [SHANGHAI, GUANGXI, LHASA])
def test_a_complete_notice_of_a_place_is_its_whole_arrangement(
    calendars: Calendars, division: str
) -> None:
    """The Monday after the first of May is computed as a day in lieu."""
    local = calendars.with_notice(division, notice(2027, "2027-05-01"), 7)

    place = local.of(division)
    assert not place.provisional(2027)
    assert place.kind_of(date(2027, 5, 3)) is WORKING
    assert [day for day in sorted(place.special) if day.year == 2027] == [date(2027, 5, 1)]
    assert local.sources(division, 2027) == ["notice of 2027"]
    assert place.provisional(2028)
    assert place.kind_of(date(2028, 1, 3)) is REST
    assert local.of("320102") is local.of("CN")
    assert local.of("CN").provisional(2027)


@pytest.mark.parametrize(("prefix", "complete"), [("31", True), ("3101", True), ("310120", False)])
def test_other_notices_below_the_nation_only_add_to_what_is_computed(
    calendars: Calendars, prefix: str, complete: bool
) -> None:
    local = calendars.with_notice(prefix, notice(2027, "2027-05-01", complete=complete), 7)

    assert local.of(SHANGHAI).provisional(2027)
    assert local.of(SHANGHAI).kind_of(date(2027, 5, 3)) is REST
    assert len(local.sources(SHANGHAI, 2027)) == 2


def test_a_place_adds_to_a_notice_of_the_nation(calendars: Calendars) -> None:
    local = calendars.with_notice(GUANGXI, notice(2026, "2026-04-20"), 7).of(GUANGXI)

    assert local.kind_of(date(2026, 4, 20)) is REST
    assert local.kind_of(date(2026, 10, 1)) is REST
    assert not local.provisional(2026)


def test_the_more_particular_notice_has_the_last_word(calendars: Calendars) -> None:
    local = calendars.with_notice("310120", notice(2026, "2026-11-24", "2026-11-28"), 1)
    local = local.with_notice("31", notice(2026, "2026-11-28"), 2)
    local = local.with_notice("3101", notice(2026, "2026-11-25"), 3)

    assert local.of("310120").kind_of(date(2026, 11, 28)) is MAKE_UP
    assert local.of("310101").kind_of(date(2026, 11, 28)) is REST
    assert local.of("310120").version == "310120-2026.1+3"
    assert local.sources("310120001", 2026)[1:] == ["notice of 2026"] * 3


@pytest.mark.parametrize(
    ("prefix", "complete", "settled"),
    [("45", True, True), ("45", False, False), ("4501", True, False), ("CN", True, False)],
)
def test_only_a_complete_notice_of_the_region_itself_settles_its_year(
    calendars: Calendars, prefix: str, complete: bool, settled: bool
) -> None:
    later = calendars.with_notice(prefix, notice(2026, "2026-04-20", complete=complete), 1)

    assert later.of(GUANGXI).provisional(2026) is not settled


@pytest.mark.parametrize("prefix", ["54", "5401"])
def test_a_notice_from_above_settles_the_year_of_a_region_too(
    calendars: Calendars, prefix: str
) -> None:
    later = calendars.with_notice(prefix, notice(2026, "2026-08-12"), 1)

    assert not later.of(LHASA).provisional(2026)


def test_a_region_needs_the_notice_of_the_nation_too(calendars: Calendars) -> None:
    later = calendars.with_notice("45", notice(2027, "2027-04-09"), 1)

    assert later.of(GUANGXI).provisional(2027)
    assert later.of(GUANGXI).kind_of(date(2027, 4, 9)) is REST


def test_a_notice_that_is_only_proposed_shows_in_the_version_of_those_it_concerns(
    calendars: Calendars,
) -> None:
    imported = calendars.with_notice("CN", notice(2027, "2027-05-01"), 7)

    proposed = imported.with_notice("45", notice(2027, "2027-04-09"))

    assert proposed.of(GUANGXI).version == "45-2026.1+proposed"
    assert proposed.of(GUANGXI).serial == 7
    assert proposed.of(SHANGHAI).version == "CN-2026.1+7"


@pytest.mark.parametrize(
    ("division", "known"),
    [
        ("CN", True),
        ("310120", True),
        ("460000", True),
        ("810000", False),
        ("710000", False),
        ("000000", False),
        ("160101", False),
        ("", False),
        ("CNX", False),
    ],
)
def test_the_divisions_of_the_mainland_have_a_calendar(division: str, known: bool) -> None:
    assert days.is_known(division) is known
