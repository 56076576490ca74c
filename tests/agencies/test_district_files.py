"""Tests of district files: what one may say, and how a mistake is named."""

from datetime import time
from pathlib import Path

import pytest

from app.agencies import reading
from app.agencies.faults import DistrictInvalid
from app.agencies.kinds import Unit
from app.agencies.registrations import Scope
from app.core.languages import Language
from app.devtools.districts import DEMONSTRATION
from tests import rights
from tests.agencies.files import (
    RULE_CODES,
    SMALL,
    district,
    replaced,
    with_sixth_member,
)


def faults(directory: Path, text: str) -> dict[str, str]:
    """The English advice by path."""
    with pytest.raises(DistrictInvalid) as refused:
        district(directory, text)
    return {path: advice.en for path, advice in refused.value.faults}


def test_the_demonstration_district_has_the_five_founding_members_and_three_windows() -> None:
    found = reading.read(DEMONSTRATION, frozenset())

    assert set(found.members) == {
        "310120-court",
        "310120-procuratorate",
        "310120-union",
        "310120-justice",
        "310120-hrss",
    }
    assert [window.agency for window in found.windows] == [
        "310120-union",
        "310120-hrss",
        "310120-justice",
    ]
    assert found.lead_agencies == ("310120-union",)


def test_each_member_of_the_demonstration_has_a_portal_and_a_system() -> None:
    found = reading.read(DEMONSTRATION, frozenset())

    roles = {client.client_id: set(client.roles) for client in found.clients}

    for agency in found.members:
        assert roles[f"{agency}-portal"] == {"window", "officer", "lead", "admin", "auditor"}
        assert roles[f"{agency}-system"] == {"system"}
    assert roles["310120-station-console"] == {"operator", "security_admin", "audit_admin"}


def test_the_bureau_has_both_walled_units_and_nobody_else_has_any() -> None:
    found = reading.read(DEMONSTRATION, frozenset())

    walls = {agency: set(member.walls) for agency, member in found.members.items()}

    assert walls.pop("310120-hrss") == set(Unit)
    assert not any(walls.values())


def test_every_scope_of_the_policy_can_be_registered() -> None:
    assert set(Scope) >= rights.SCOPES


def test_a_known_kind_joins_without_a_declaration_and_a_new_kind_with_one(tmp_path: Path) -> None:
    found = district(tmp_path, with_sixth_member())

    assert found.members["310120-police"].is_known
    assert found.members["310120-governance_centre"].purposes == ("mediation",)


def test_a_file_may_set_hours_and_time_limits(tmp_path: Path) -> None:
    rules = district(tmp_path, SMALL).rules

    assert (rules.opens_at, rules.closes_at) == (time(8, 30), time(17))
    assert rules.deadlines["REF_ANSWER_5WD"].amount == 3


def test_the_bureau_may_be_a_member_with_one_of_its_units_only(tmp_path: Path) -> None:
    text = replaced(SMALL, 'kind = "hrss"', 'kind = "hrss"\nunits = ["inspection"]')

    assert district(tmp_path, text).members["310120-hrss"].walls == (Unit.INSPECTION,)


HRSS_CLIENT = 'agency = "310120-hrss"'
UNION = 'kind = "union"'
BAR = 'kind_en = "Bar association"\n'


@pytest.mark.parametrize(
    ("old", "new", "path", "advice"),
    [
        ('division = "310120"', 'division = "31012"', "division", "six digits"),
        ('division = "310120"', 'division = "310120"\nname = "x"', "name", "No such key"),
        ('lead_agencies = ["310120-union"]', "", "lead_agencies", "missing"),
        ('["310120-union"]', '["310120-court"]', "lead_agencies", "[[agencies]]"),
        ('["310120-union"]', '["310120-bar"]', "lead_agencies", "not an active member"),
        ('["310120-union"]', '["union"]', "lead_agencies[1]", "310120-union"),
        ('["310120-union"]', "[]", "lead_agencies", "too few"),
        ("08:30:00", "17:30:00", "rules", "open before closing"),
        ("opens_at = 08:30:00", "", "rules", "Set both"),
        ("08:30:00", '"half past eight"', "rules.opens_at", "17:00:00"),
        ("08:30:00", "2026-03-01T08:30:00Z", "rules.opens_at", "without quotes or offset"),
        ("opens_at = 08", "silence = 1\nopens_at = 08", "rules.silence", "No such key"),
        (
            "opens_at = 08",
            "triage_silence_days = 0\nopens_at = 08",
            "rules.triage_silence_days",
            "Too small",
        ),
        (
            "opens_at = 08",
            'counted_reading = "hour"\nopens_at = 08',
            "rules.counted_reading",
            "'calendar_day' or 'working_day'",
        ),
        (
            "rules.deadlines.REF_ANSWER_5WD",
            "rules.deadlines.ARB_AWARD_45D",
            "rules.deadlines.ARB_AWARD_45D",
            "REF_ANSWER_5WD, REF_RECEIPT_1WD",
        ),
        (
            "opens_at = 08",
            'switched_on = ["ARB_AWARD_45D"]\nopens_at = 08',
            "rules.switched_on",
            "REF_ANSWER_5WD, REF_RECEIPT_1WD",
        ),
        (
            "opens_at = 08",
            "due_soon_days = [1, 1]\nopens_at = 08",
            "rules.due_soon_days",
            "stands here twice",
        ),
        (
            'amount = 3\nunit = "working_day"',
            'amount = 31\nunit = "year"',
            "rules.deadlines.REF_ANSWER_5WD",
            "30 years",
        ),
        ("amount = 3", "amount = 0", "rules.deadlines.REF_ANSWER_5WD.amount", "Too small"),
        ("amount = 3", 'amount = "3"', "rules.deadlines.REF_ANSWER_5WD.amount", "integer"),
        ('unit = "work', 'unit = "half_', "rules.deadlines.REF_ANSWER_5WD.unit", "Use one of"),
        (UNION, 'kind = "Union"', "agencies[Union].kind", "small letters"),
        (UNION, "kind = 5", "agencies[1].kind", "string"),
        (UNION, 'kind = "hrss"', "agencies[hrss]", "more than once"),
        (UNION, 'kind = "station"', "agencies[station]", "reserved"),
        (UNION, 'kind = "guild"', "agencies[guild]", "kind_zh, kind_en and purposes"),
        (UNION, f'{UNION}\npurposes = ["enforcement"]', "agencies[union]", "The law settles"),
        (UNION, f'{UNION}\nunits = ["inspection"]', "agencies[union]", "Only hrss"),
        ('kind = "hrss"', 'kind = "hrss"\nunits = []', "agencies[hrss].units", "too few"),
        (BAR, "", "agencies[bar]", "kind_zh, kind_en and purposes"),
        ("purposes = []", 'purposes = ["pardon"]', "agencies[bar].purposes[1]", "Use one of"),
        (
            "purposes = []",
            'purposes = ["mediation", "mediation"]',
            "agencies[bar].purposes",
            "twice",
        ),
        ("active = false", "active = 0", "agencies[bar].active", "true or false"),
        ('id = "310120-union-centre"', "", "windows[1].id", "missing"),
        (
            'id = "310120-union-centre"',
            'id = "centre"',
            "windows[centre].id",
            "Begin with the division",
        ),
        (
            'id = "310120-union-centre"',
            'id = "310101-union-centre"',
            "windows[310101-union-centre].id",
            "begin it with 310120-",
        ),
        (
            'centre"\nagency = "310120-union"',
            'centre"\nagency = "310120-justice"',
            "windows[310120-union-centre].agency",
            "310120-justice is not an active member",
        ),
        (
            'centre"\nagency = "310120-union"',
            'centre"\nagency = "310120-bar"',
            "windows[310120-union-centre].agency",
            "not an active member",
        ),
        (
            '"310120-hrss-portal"',
            '"310101-hrss-portal"',
            "clients[310101-hrss-portal].client_id",
            "Of another division",
        ),
        (
            '"310120-hrss-portal"',
            '"310120-union-system"',
            "clients[310120-union-system]",
            "more than once",
        ),
        (
            HRSS_CLIENT,
            'agency = "310101-hrss"',
            "clients[310120-hrss-portal].agency",
            "310101-hrss is not an active member",
        ),
        (
            HRSS_CLIENT,
            'agency = "310120-bar"',
            "clients[310120-hrss-portal].active",
            "no longer a member",
        ),
        (
            HRSS_CLIENT,
            'agency = "310120-union"',
            "clients[310120-hrss-portal].units",
            "has no units",
        ),
        (
            'units = ["inspection"]',
            "",
            "clients[310120-hrss-portal].units",
            "arbitration, inspection",
        ),
        (
            'units = ["inspection"]',
            'units = ["petitions"]',
            "clients[310120-hrss-portal].units[1]",
            "'inspection' or 'arbitration'",
        ),
        (
            '"window", "officer"',
            '"window", "handler"',
            "clients[310120-hrss-portal].roles[2]",
            "Use one of",
        ),
        ('"window", "officer"', "", "clients[310120-hrss-portal].roles", "too few"),
        (
            '"window", "officer"',
            '"operator"',
            "clients[310120-hrss-portal]",
            "only scope is audit:read",
        ),
        (
            '"window", "officer"',
            '"window", "operator"',
            "clients[310120-hrss-portal]",
            "separate clients",
        ),
        (
            '"window", "officer"',
            '"window", "system"',
            "clients[310120-hrss-portal]",
            "remove subjects:unmask",
        ),
        (
            '"cases:read", "subjects:unmask"',
            '"cases:all"',
            "clients[310120-hrss-portal].scopes[1]",
            "Use one of",
        ),
        (
            "https://login.example.org/hrss",
            "http://login.example.org",
            "clients[310120-hrss-portal].issuer",
            "https URL",
        ),
        ("clearance = 2", "clearance = 5", "clients[310120-hrss-portal].clearance", "limit 4"),
        ('["operator"]', '["auditor"]', "clients[310120-station-console].roles", "310120-station"),
    ],
)
def test_a_mistake_is_named_by_its_place_and_what_to_do(
    tmp_path: Path, old: str, new: str, path: str, advice: str
) -> None:
    found = faults(tmp_path, replaced(SMALL, old, new))

    assert advice in found[path]


def test_all_mistakes_of_a_file_are_named_at_once(tmp_path: Path) -> None:
    text = replaced(SMALL, '["310120-union"]', '["310120-court"]')
    text = replaced(text, "rules.deadlines.REF_ANSWER_5WD", "rules.deadlines.ARB_AWARD_45D")

    assert set(faults(tmp_path, text)) == {"lead_agencies", "rules.deadlines.ARB_AWARD_45D"}


def test_a_table_in_place_of_a_list_of_tables_is_a_mistake(tmp_path: Path) -> None:
    text = SMALL.partition("[[clients]]")[0] + '[clients]\nname = "x"\n'

    assert "array" in faults(tmp_path, text)["clients"]


def test_an_entry_that_is_no_table_is_named_by_its_number(tmp_path: Path) -> None:
    text = 'clients = ["310120-union-portal"]\n' + SMALL.partition("[[clients]]")[0]

    assert "object" in faults(tmp_path, text)["clients[1]"]


def test_a_message_names_the_file_first_and_speaks_both_languages(tmp_path: Path) -> None:
    with pytest.raises(DistrictInvalid) as refused:
        district(tmp_path, replaced(SMALL, 'kind = "union"', 'kind = "station"'))

    (chinese,) = refused.value.lines(Language.CHINESE)
    (english,) = refused.value.lines(Language.ENGLISH)
    assert chinese.startswith("district.toml: agencies[station]: station 由平台保留")
    assert english.startswith("district.toml: agencies[station]: station is reserved")


def test_a_file_that_is_not_toml_is_refused_with_the_line(tmp_path: Path) -> None:
    assert "line 1" in faults(tmp_path, "division = 310120x\n")["(file)"]


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "district.toml"
    file.write_bytes('name_zh = "奉贤"'.encode("gb18030"))

    with pytest.raises(DistrictInvalid, match="UTF-8"):
        reading.read(file, RULE_CODES)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DistrictInvalid, match="Cannot be read"):
        reading.read(tmp_path / "310120.toml", RULE_CODES)


def test_an_empty_file_lacks_what_every_district_has(tmp_path: Path) -> None:
    found = faults(tmp_path, "")

    assert set(found) == {"division", "name_zh", "name_en", "lead_agencies", "agencies"}
