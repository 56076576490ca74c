"""Tests of what loading a district would change, against the entries of an earlier file."""

from pathlib import Path

from app.agencies import changes
from app.agencies.changes import Change, Deed, Register, Subject
from tests.agencies.files import SMALL, demonstration, district, replaced, with_sixth_member

NOTHING: Register = {subject: {} for subject in Subject}


def between(directory: Path, before: str, after: str) -> list[Change]:
    stored = changes.register_of(district(directory, before))
    return changes.diff(district(directory, after), stored)


def test_a_file_changes_nothing_when_its_entries_are_stored_already(tmp_path: Path) -> None:
    assert between(tmp_path, SMALL, SMALL) == []


def test_a_first_load_adds_everything(tmp_path: Path) -> None:
    found = changes.diff(district(tmp_path, demonstration()), NOTHING)

    assert {change.deed for change in found} == {Deed.ADDED}
    subjects = [change.subject for change in found]
    assert subjects.count(Subject.STATION) == 1
    assert subjects.count(Subject.AGENCY) == 5
    assert subjects.count(Subject.WINDOW) == 3
    assert subjects.count(Subject.CLIENT) == 11


def test_a_sixth_member_is_added_and_touches_nobody_else(tmp_path: Path) -> None:
    found = between(tmp_path, demonstration(), with_sixth_member())

    assert [(change.deed, change.id) for change in found] == [
        (Deed.ADDED, "310120-police"),
        (Deed.ADDED, "310120-governance_centre"),
        (Deed.ADDED, "310120-governance_centre-hall"),
        (Deed.ADDED, "310120-police-system"),
    ]


def test_whoever_is_missing_from_the_file_is_retired(tmp_path: Path) -> None:
    found = between(tmp_path, with_sixth_member(), demonstration())

    assert {(change.deed, change.id) for change in found} == {
        (Deed.RETIRED, "310120-police"),
        (Deed.RETIRED, "310120-governance_centre"),
        (Deed.RETIRED, "310120-governance_centre-hall"),
        (Deed.RETIRED, "310120-police-system"),
    }


def test_whoever_is_retired_already_is_not_retired_again(tmp_path: Path) -> None:
    without_bar = SMALL[: SMALL.index('[[agencies]]\nkind = "bar"')]
    without_bar += SMALL[SMALL.index("[[windows]]") :]

    assert between(tmp_path, SMALL, without_bar) == []


def test_a_member_set_inactive_in_the_file_is_retired(tmp_path: Path) -> None:
    before = replaced(SMALL, "active = false", "active = true")

    (change,) = between(tmp_path, before, SMALL)

    assert (change.deed, change.id) == (Deed.RETIRED, "310120-bar")


def test_a_member_that_returns_is_a_change(tmp_path: Path) -> None:
    after = replaced(SMALL, "active = false", "active = true")

    (change,) = between(tmp_path, SMALL, after)

    assert (change.deed, change.id) == (Deed.CHANGED, "310120-bar")


def test_the_order_of_roles_and_scopes_is_no_change(tmp_path: Path) -> None:
    after = replaced(SMALL, '"window", "officer"', '"officer", "window"')
    after = replaced(after, '"cases:read", "subjects:unmask"', '"subjects:unmask", "cases:read"')

    assert between(tmp_path, SMALL, after) == []


def test_a_wider_registration_shows_what_the_client_may_and_might(tmp_path: Path) -> None:
    after = replaced(SMALL, '["cases:read"]', '["cases:read", "cases:write"]')

    (change,) = between(tmp_path, SMALL, after)

    values = 'scopes ["cases:read"] → ["cases:read", "cases:write"]'
    assert change.text.zh == f"变更客户端 310120-union-system：{values}"
    assert change.text.en == f"Changed client 310120-union-system: {values}"


def test_a_new_client_shows_everything_that_it_is_given(tmp_path: Path) -> None:
    (*_, change) = between(tmp_path, demonstration(), with_sixth_member())

    assert change.text.en.startswith("Added client 310120-police-system: ")
    assert 'scopes ["referrals:read", "referrals:write"]' in change.text.en
    assert 'issuer "https://development-issuer.invalid"' in change.text.en


def test_a_local_rule_changes_under_its_own_name(tmp_path: Path) -> None:
    after = replaced(SMALL, "[rules]", '[rules]\ncounted_reading = "working_day"')

    (change,) = between(tmp_path, SMALL, after)

    expected = 'Changed local rule counted_reading: value "calendar_day" → "working_day"'
    assert change.text.en == expected


def test_a_retired_client_is_one_plain_line(tmp_path: Path) -> None:
    (*_, change) = between(tmp_path, with_sixth_member(), demonstration())

    assert change.text.zh == "停用客户端 310120-police-system"
    assert change.text.en == "Retired client 310120-police-system"
