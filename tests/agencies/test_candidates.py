"""Tests of who could take a piece of work in a station, and by which rule."""

from pathlib import Path

import pytest

from app.agencies import changes
from app.agencies.candidates import Ground, candidates, purposes_of
from app.agencies.changes import Subject
from app.agencies.directory import Directory
from app.agencies.models import Agency
from app.agencies.powers import POWERS, Purpose, complete
from tests.agencies.files import SMALL, district, replaced, with_sixth_member

DIVISION = "310120"
POLICE = 'kind = "police"\n'
HRSS = 'kind = "hrss"\n'


def directory(tmp_path: Path, text: str) -> Directory:
    rows = changes.register_of(district(tmp_path, text))[Subject.AGENCY]
    agencies = {id_: Agency.model_validate(row) for id_, row in rows.items()}
    return Directory(stations={}, rules={}, agencies=agencies, windows=[])


@pytest.mark.parametrize(
    ("purpose", "expected"),
    [
        (Purpose.INSPECTION, {("310120-hrss", "inspection", Ground.COMPETENCE)}),
        (Purpose.ENFORCEMENT, {("310120-court", "", Ground.COMPETENCE)}),
        (
            Purpose.EVIDENCE_ASSIST,
            {
                ("310120-procuratorate", "", Ground.COMPETENCE),
                ("310120-hrss", "inspection", Ground.COMPETENCE),
            },
        ),
        (
            Purpose.MEDIATION,
            {
                ("310120-union", "", Ground.COMPETENCE),
                ("310120-justice", "", Ground.COMPETENCE),
                ("310120-hrss", "arbitration", Ground.COMPETENCE),
                ("310120-court", "", Ground.COMPETENCE),
                ("310120-governance_centre", "", Ground.DECLARED),
            },
        ),
        (
            Purpose.CRIMINAL,
            {
                ("310120-hrss", "inspection", Ground.COMPETENCE),
                ("310120-procuratorate", "", Ground.COMPETENCE),
                ("310120-police", "", Ground.COMPETENCE),
            },
        ),
        (Purpose.INDUSTRY_SUPERVISION, set()),
    ],
)
def test_the_members_with_the_power_are_found_with_unit_and_ground(
    tmp_path: Path, purpose: Purpose, expected: set[tuple[str, str, Ground]]
) -> None:
    found = candidates(directory(tmp_path, with_sixth_member()), DIVISION, purpose)

    assert {(c.agency.id, c.unit, c.ground) for c in found} == expected
    assert {c.basis for c in found} <= {POWERS[purpose].basis}


def test_any_member_may_take_what_the_law_leaves_open(tmp_path: Path) -> None:
    found = candidates(directory(tmp_path, with_sixth_member()), DIVISION, Purpose.TRIAGE)

    assert len(found) == 7
    assert {candidate.ground for candidate in found} == {Ground.ANY_MEMBER}


def test_a_new_kind_has_the_powers_that_the_district_declares(tmp_path: Path) -> None:
    station = directory(tmp_path, with_sixth_member())

    assert purposes_of(station, station.agencies["310120-governance_centre"]) == [
        Purpose.MEDIATION,
        Purpose.HOTLINE_OR_PETITION_REPLY,
        Purpose.TRIAGE,
    ]


def test_a_former_member_can_be_asked_for_nothing(tmp_path: Path) -> None:
    text = replaced(with_sixth_member(), POLICE, f"{POLICE}active = false\n")
    text = text[: text.rindex("[[clients]]")]

    station = directory(tmp_path, text)

    assert purposes_of(station, station.agencies["310120-police"]) == []
    found = candidates(station, DIVISION, Purpose.CRIMINAL)
    assert "310120-police" not in {candidate.agency.id for candidate in found}


def test_members_of_another_station_are_no_candidates(tmp_path: Path) -> None:
    station = directory(tmp_path, with_sixth_member())

    assert candidates(station, "310101", Purpose.TRIAGE) == []


@pytest.mark.parametrize(
    ("units", "voices"),
    [
        ("", [("310120-hrss", "arbitration"), ("310120-hrss", "inspection")]),
        ('units = ["inspection"]\n', [("310120-hrss", "inspection")]),
    ],
)
def test_each_unit_of_a_walled_agency_speaks_for_itself_and_other_agencies_as_one(
    tmp_path: Path, units: str, voices: list[tuple[str, str]]
) -> None:
    station = directory(tmp_path, replaced(SMALL, HRSS, f"{HRSS}{units}"))

    assert station.voices(DIVISION) == [("310120-union", ""), *voices]


def test_a_purpose_for_which_nobody_has_the_power_stops_the_start() -> None:
    powerless = {purpose: power for purpose, power in POWERS.items() if purpose != "mediation"}

    with pytest.raises(ValueError, match=r"who has the power for mediation\.$"):
        complete(powerless)
    assert complete(POWERS) == POWERS
