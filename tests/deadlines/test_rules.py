"""Tests of the published rules: each reads like law in both languages, and as a station uses it."""

from datetime import date, datetime
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from app.calendars.terms import Unit
from app.deadlines import catalogue, rule_words, words
from app.deadlines.codes import Approver
from app.deadlines.rule import Extension, Rule
from tests.conftest import DeskOf
from tests.station import Desk, TestClock

RULES = catalogue.load()
CODES = sorted({rule.code for rule in RULES.rules})


async def rule(desk: Desk, code: str, **query: str) -> dict[str, Any]:
    found = await desk.get(f"/deadline-rules/{code}", params=query)
    assert found.status_code == 200, found.text
    shown: dict[str, Any] = found.json()
    return shown


async def rules(desk: Desk, **query: str) -> list[dict[str, Any]]:
    found = await desk.get("/deadline-rules", params={"limit": "200", **query})
    assert found.status_code == 200, found.text
    shown: list[dict[str, Any]] = found.json()["items"]
    return shown


async def settle(connection: AsyncConnection, app: FastAPI, **settings: object) -> None:
    """Let the station decide something for itself."""
    for name, value in settings.items():
        await connection.execute(
            text(
                "UPDATE station SET rules = jsonb_set(rules, ARRAY[:name], CAST(:value AS jsonb))"
            ),
            {"name": name, "value": str(value)},
        )
    app.state.directory.forget()


async def test_a_rule_reads_like_something_that_a_lawyer_could_sign(at: DeskOf) -> None:
    shown = await rule(at("union"), "ARB_AWARD_45D")

    assert shown["text_zh"] == (
        "仲裁裁决期限：自“仲裁受理”之日起四十五日内；由记录起算事由的机关办理；"
        "届满日为休息日的，顺延至其后第一个工作日；"
        "中止审理、等待另案结果、鉴定、移送管辖、公告送达等期间的，期限中止，其间不计入；"
        "经责任机关负责人批准，可延长一次，不超过十五日；"
        "至“作出仲裁裁决”或“调解撤回等终结仲裁”为止；"
        "逾期后果：逾期未裁决的，当事人可以就该争议向人民法院起诉；"
        "依据：中华人民共和国劳动争议调解仲裁法（2007年），第四十三条第一款（已核对原文）。"
    )
    assert shown["text_en"].startswith(
        "Arbitration concluded: within 45 calendar days of “Arbitration accepted”; "
    )
    assert shown["certainty"] == {
        "code": "verified",
        "zh": "已核对原文",
        "en": "The text of the instrument was read",
    }


async def test_a_rule_names_all_that_moves_its_clock(at: DeskOf) -> None:
    shown = await rule(at("union"), "ARB_AWARD_45D")

    assert shown["starts_on"] == [
        {"code": "fact:arbitration_accepted", "zh": "仲裁受理", "en": "Arbitration accepted"}
    ]
    assert [each["code"] for each in shown["pauses_on"]] == ["fact:arbitration_stayed"]
    assert shown["term"] == {
        "amount": 45,
        "unit": "calendar_day",
        "zh": "四十五日",
        "en": "45 calendar days",
    }
    assert (shown["extension"]["approver"]["code"], shown["extension"]["times"]) == ("head", 1)
    assert (shown["category"]["zh"], shown["responsible"]["code"]) == ("劳动争议仲裁", "recorder")
    assert (shown["direction"], shown["roll"], shown["on_expiry"]["code"]) == (
        "after",
        True,
        "breach",
    )
    assert shown["periods"] == [{"in_force_from": "2008-05-01", "in_force_until": None}]


async def test_a_rule_whose_unit_is_open_shows_both_readings(at: DeskOf) -> None:
    shown = await rule(at("union"), "STN_TRIAGE_5D")

    assert (shown["term"]["zh"], shown["other_term"]["zh"]) == ("五日", "五个工作日")
    assert "条文未写明计算单位，另按五个工作日计算并一并载明" in shown["text_zh"]
    assert shown["counted_from"]["code"] == "first_receipt"
    assert "自任一成员机关首次收到线索之日起五日内" in shown["text_zh"]


async def test_every_rule_of_the_catalogue_is_published_with_its_source(at: DeskOf) -> None:
    shown = await rules(at("union"))

    assert sorted(each["code"] for each in shown) == CODES
    assert all(each["source"] and each["certainty"]["zh"] for each in shown)
    assert all(each["text_zh"].endswith("）。") for each in shown)


@pytest.mark.parametrize("each", RULES.rules, ids=lambda each: f"{each.code}-{each.in_force_from}")
def test_the_sentences_of_every_rule_are_whole(each: Rule) -> None:
    said = rule_words.sentences(each)

    assert each.zh in said.zh
    assert each.en in said.en
    assert each.source in said.zh
    assert "None" not in said.zh + said.en
    assert not {"；；", "：；", "“”"} & {said.zh[i : i + 2] for i in range(len(said.zh))}


async def test_rules_are_listed_page_by_page_in_a_fixed_order(at: DeskOf) -> None:
    union, seen = at("union"), []
    query: dict[str, str] | None = {}

    while query is not None:
        page = (await union.get("/deadline-rules", params={"limit": "40", **query})).json()
        seen += page["items"]
        query = page["next_cursor"] and {"cursor": page["next_cursor"]}

    assert seen == await rules(union)


async def test_rules_are_asked_for_by_procedure_certainty_and_beginning(at: DeskOf) -> None:
    union = at("union")

    enforcement = await rules(union, category="enforcement")
    unverified = await rules(union, certainty="unverified")
    referral = await rules(union, code="REF_")

    assert {each["category"]["code"] for each in enforcement} == {"enforcement"}
    assert unverified
    assert not any(each["is_on_by_default"] for each in unverified)
    assert {each["code"][:4] for each in referral} == {"REF_"}
    assert await rules(union, code="NOTHING") == []


async def test_on_a_day_only_what_is_in_force_is_shown(at: DeskOf) -> None:
    union = at("union")
    history = {each.code for each in RULES.rules if not each.in_force(date(1990, 1, 1))}

    shown = {each["code"] for each in await rules(union, on="1990-01-01")}

    assert shown == {*CODES} - history
    gone = await union.get("/deadline-rules/ARB_AWARD_45D?on=1990-01-01")
    assert (gone.status_code, gone.json()["code"]) == (404, "deadline-rule-not-found")
    assert (await rule(union, "ARB_AWARD_45D", on="2026-01-01"))["in_force_from"] == "2008-05-01"


async def test_what_is_not_verified_is_off_until_the_station_switches_it_on(
    at: DeskOf, app: FastAPI, connection: AsyncConnection
) -> None:
    union = at("union")
    before = await rule(union, "CON_ACCOUNT_30D")

    await settle(connection, app, switched_on='["CON_ACCOUNT_30D"]')

    after = await rule(union, "CON_ACCOUNT_30D")
    assert (before["is_on"], after["is_on"], after["is_on_by_default"]) == (False, True, False)
    assert "CON_ACCOUNT_30D" in {each["code"] for each in await rules(union, is_on="true")}
    assert "CON_ACCOUNT_30D" not in {each["code"] for each in await rules(union, is_on="false")}


async def test_a_rule_whose_force_has_ended_is_not_on_and_says_until_when(
    at: DeskOf,
) -> None:
    union = at("union")

    (ended,) = await rules(union, code="LA_SH_10WD")

    assert (ended["is_on_by_default"], ended["is_on"]) == (True, False)
    assert ended["text_zh"].endswith("（已核对原文）。本条施行至2021年12月31日（含当日）。")
    assert ended["text_en"].endswith(". In force until 2021-12-31, that day included.")
    assert await rules(union, code="LA_SH_10WD", is_on="true") == []
    assert await rules(union, code="LA_SH_10WD", is_on="false", on="2021-12-31") == [ended]


async def test_a_rule_is_on_as_long_as_it_is_in_force(at: DeskOf, clock: TestClock) -> None:
    union = at("union")

    clock.now = datetime.fromisoformat("2021-12-31T23:59:00+08:00")
    (last,) = await rules(union, code="LA_SH_10WD")
    clock.advance(minutes=1)
    (gone,) = await rules(union, code="LA_SH_10WD")

    assert (last["is_on"], gone["is_on"]) == (True, False)


async def test_a_term_of_the_station_stands_beside_that_of_the_rule(
    at: DeskOf, app: FastAPI, connection: AsyncConnection
) -> None:
    await settle(
        connection, app, deadlines='{"REF_ANSWER_5WD": {"amount": 2, "unit": "working_day"}}'
    )

    shown = await rule(at("union"), "REF_ANSWER_5WD")

    assert (shown["term"]["zh"], shown["station_term"]["zh"]) == ("五个工作日", "两个工作日")


async def test_a_length_that_the_case_sets_is_none(at: DeskOf) -> None:
    shown = await rule(at("union"), "PROC_SUPPORT_CFG")

    assert (shown["term"], shown["other_term"], shown["station_term"]) == (None, None, None)
    assert "在文书所定的期限内" in shown["text_zh"]


async def test_every_caller_may_read_the_rules(at: DeskOf) -> None:
    for desk in (at("union", "auditor"), at("union", "admin"), at("court", "window")):
        assert (await desk.get("/deadline-rules/STN_TRIAGE_5D")).status_code == 200
        assert (await desk.get("/deadline-rules?limit=1")).status_code == 200
    assert (await at("union").http.get("/v1/deadline-rules")).status_code == 401


async def test_a_rule_that_was_read_is_not_sent_again(at: DeskOf) -> None:
    union = at("union")
    held = (await union.get("/deadline-rules/STN_TRIAGE_5D")).headers["etag"]

    again = await union.request(
        "GET", "/deadline-rules/STN_TRIAGE_5D", headers={"If-None-Match": held}
    )

    assert again.status_code == 304


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/deadline-rules/NO_SUCH_RULE", 404, "deadline-rule-not-found"),
        ("/deadline-rules/stn_triage_5d", 422, "invalid-request"),
        ("/deadline-rules/STN_TRIAGE_5D?on=2026-02-30", 422, "invalid-request"),
        ("/deadline-rules?category=tax", 422, "invalid-request"),
        ("/deadline-rules?on=1776-07-04", 422, "invalid-request"),
        ("/deadline-rules?is_on=yes", 422, "invalid-request"),
        ("/deadline-rules?cursor=x", 422, "cursor-invalid"),
    ],
)
async def test_rules_that_there_are_not_are_refused_clearly(
    at: DeskOf, path: str, status: int, code: str
) -> None:
    refused = await at("union").get(path)

    assert (refused.status_code, refused.json()["code"]) == (status, code)


@pytest.mark.parametrize(
    ("number", "written"),
    [
        (1, "一"),
        (10, "十"),
        (15, "十五"),
        (20, "二十"),
        (45, "四十五"),
        (100, "一百"),
        (110, "一百一十"),
        (105, "一百〇五"),
        (360, "三百六十"),
        (1_001, "一千〇一"),
        (10_000, "一万"),
    ],
)
def test_numbers_are_written_as_statutes_write_them(number: int, written: str) -> None:
    assert words.numeral(number) == written


@pytest.mark.parametrize(
    ("amount", "unit", "zh", "en"),
    [
        (1, Unit.WORKING_DAY, "一个工作日", "1 working day"),
        (2, Unit.MONTH, "两个月", "2 months"),
        (2, Unit.YEAR, "二年", "2 years"),
        (24, Unit.HOUR, "二十四小时", "24 hours"),
    ],
)
def test_a_term_is_said_in_both_languages(amount: int, unit: Unit, zh: str, en: str) -> None:
    assert words.term(amount, unit) == (zh, en)


def test_a_rule_that_runs_backwards_says_so() -> None:
    said = rule_words.sentences(RULES.rule("ARB_HEARING_5WD"))

    assert "至迟于“仲裁开庭日”前五个工作日" in said.zh
    assert "提前至其前最后一个工作日" in said.zh


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"amount": None}, "可延长一次，延长的长度以批准为准"),
        ({"replaces": True}, "可延长一次，总长不超过三个月，自原起算日计算"),
        ({"times": 2}, "可延长两次，每次不超过三个月"),
        ({}, "可延长一次，不超过三个月"),
    ],
)
def test_an_extension_is_said_as_far_as_it_goes(changes: dict[str, Any], said: str) -> None:
    granted = {"approver": Approver.SUPERIOR, "amount": 3, "unit": Unit.MONTH, **changes}

    text_ = rule_words.extension(Extension(**granted))

    assert text_.zh == f"经上级机关批准，{said}"
