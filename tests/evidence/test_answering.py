"""Tests of accepting and answering a request: who, in which order, and with what consequence."""

from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from tests import rights
from tests.conftest import DeskOf
from tests.evidence.asking import accepted_request, answers, path_of, read, request
from tests.station import TestClock


async def test_accepting_makes_the_receiver_responsible(at: DeskOf, clock: TestClock) -> None:
    asked = await request(at)
    clock.advance(hours=3)

    accepted = await at("procuratorate").change(f"{path_of(asked)}/acceptance", {})

    assert accepted.status_code == 200, accepted.text
    before, shown = read(asked), read(accepted.json())
    assert (shown["status"], shown["version"]) == ("accepted", 2)
    assert shown["responsible"] == "310120-procuratorate"
    assert shown["accepted_at"] == shown["updated_at"] == clock.now
    assert shown["requested_at"] == before["requested_at"] < clock.now
    assert shown["items"] == before["items"]


async def test_every_entry_gets_its_answer_and_the_sender_carries_on(at: DeskOf) -> None:
    accepted = await accepted_request(at)

    answered = await at("procuratorate").change(
        f"{path_of(accepted)}/answers", {"answers": answers(accepted)[::-1]}
    )

    assert answered.status_code == 200, answered.text
    shown = read(answered.json())
    assert (shown["status"], shown["version"]) == ("answered", 3)
    assert shown["responsible"] == "310120-union"
    assert shown["answered_at"] == shown["updated_at"]
    assert [entry["answer"] for entry in shown["items"]] == [
        {"kind": "supplied", "explanation": "已调取，存于检察院第三检察部卷宗"},
        {"kind": "refused", "explanation": "银行要求持法院调查令"},
        {"kind": "unavailable", "explanation": "总包单位已注销，走访两次未果"},
    ]
    assert read((await at("union").get(path_of(accepted))).json()) == shown


def left_out(given: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return given[1:]


def given_twice(given: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [*given, given[0]]


def to_another_entry(given: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{**given[0], "item_id": str(uuid4())}, *given[1:]]


@pytest.mark.parametrize(
    ("spoilt", "number_unanswered"), [(left_out, 1), (given_twice, 0), (to_another_entry, 1)]
)
async def test_answers_that_do_not_match_what_was_asked_change_nothing(
    at: DeskOf, spoilt: Any, number_unanswered: int
) -> None:
    accepted = await accepted_request(at)
    desk = at("procuratorate")

    refused = await desk.change(
        f"{path_of(accepted)}/answers", {"answers": spoilt(answers(accepted))}
    )

    assert (refused.status_code, refused.json()["code"]) == (422, "answers-incomplete")
    first = accepted["items"][0]["id"]
    assert refused.json()["unanswered"] == [first] * number_unanswered
    assert read((await desk.get(path_of(accepted))).json()) == read(accepted)


@pytest.mark.parametrize(
    ("change", "pointer", "code"),
    [
        ({"explanation": " "}, "/answers/0/explanation", "text-format"),
        ({"kind": "lost"}, "/answers/0/kind", "not-a-choice"),
        ({"item_id": "1"}, "/answers/0/item_id", "uuid-format"),
    ],
)
async def test_an_answer_without_a_kind_and_its_explanation_is_none(
    at: DeskOf, change: dict[str, str], pointer: str, code: str
) -> None:
    accepted = await accepted_request(at)
    first, *others = answers(accepted)

    refused = await at("procuratorate").change(
        f"{path_of(accepted)}/answers", {"answers": [{**first, **change}, *others]}
    )

    assert refused.status_code == 422
    assert [(f["pointer"], f["code"]) for f in refused.json()["fields"]] == [(pointer, code)]


async def test_a_request_is_not_answered_before_it_is_accepted(at: DeskOf) -> None:
    asked = await request(at)

    refused = await at("procuratorate").change(
        f"{path_of(asked)}/answers", {"answers": answers(asked)}
    )

    assert (refused.status_code, refused.json()["code"]) == (409, "transition-not-allowed")
    assert refused.json()["allowed_actions"] == ["acceptance", "withdrawal"]


async def test_a_request_is_accepted_once(at: DeskOf) -> None:
    accepted = await accepted_request(at)

    refused = await at("procuratorate").change(f"{path_of(accepted)}/acceptance", {})

    assert (refused.status_code, refused.json()["allowed_actions"]) == (
        409,
        ["answers", "withdrawal"],
    )


@pytest.mark.parametrize(
    ("kind", "role", "factor"),
    [
        ("union", "officer", "standing"),
        *(
            ("procuratorate", role, "role")
            for role in rights.RIGHTS["answer-evidence"].refused_roles
        ),
    ],
)
async def test_only_an_officer_of_the_receiver_accepts_and_answers(
    at: DeskOf, kind: str, role: str, factor: str
) -> None:
    accepted = await accepted_request(at)
    etag = (await at("procuratorate").get(path_of(accepted))).headers["etag"]
    desk = at(kind, role)

    for action, body in (("acceptance", {}), ("answers", {"answers": answers(accepted)})):
        refused = await desk.change(f"{path_of(accepted)}/{action}", body, etag=etag)
        assert (refused.status_code, refused.json()["refused_by"]) == (403, factor)


async def test_nobody_moves_a_request_that_is_hidden_from_it(at: DeskOf) -> None:
    accepted = await accepted_request(at)

    for action, body in (("acceptance", {}), ("answers", {"answers": answers(accepted)})):
        refused = await at("court").change(f"{path_of(accepted)}/{action}", body, etag='"2"')
        assert (refused.status_code, refused.json()["code"]) == (404, "evidence-request-not-found")


async def test_a_move_names_the_version_that_was_read(at: DeskOf) -> None:
    asked = await request(at)
    desk = at("procuratorate")

    stale = await desk.change(f"{path_of(asked)}/acceptance", {}, etag='"7"')
    unsaid = await desk.create(f"{path_of(asked)}/acceptance", {})

    assert (stale.status_code, stale.json()["current_etag"]) == (412, '"1"')
    assert unsaid.status_code == 428


async def test_a_request_on_a_case_that_has_ended_rests(
    at: DeskOf, connection: AsyncConnection
) -> None:
    asked = await request(at)
    await connection.execute(text("UPDATE case_file SET status = 'withdrawn'"))

    refused = await at("procuratorate").change(f"{path_of(asked)}/acceptance", {})

    assert (refused.status_code, refused.json()["code"]) == (409, "case-ended")


async def test_the_case_no_longer_waits_once_the_request_is_answered(
    at: DeskOf, connection: AsyncConnection
) -> None:
    open_requests = text("SELECT open_requests FROM case_file")
    accepted = await accepted_request(at)
    before = (await connection.execute(open_requests)).scalar_one()

    await at("procuratorate").change(f"{path_of(accepted)}/answers", {"answers": answers(accepted)})

    assert (before, (await connection.execute(open_requests)).scalar_one()) == (1, 0)


async def test_the_journal_counts_the_answers_of_each_kind(
    at: DeskOf, connection: AsyncConnection
) -> None:
    accepted = await accepted_request(at)
    await at("procuratorate").change(f"{path_of(accepted)}/answers", {"answers": answers(accepted)})

    found = await connection.execute(
        text("SELECT * FROM journal_entry WHERE type LIKE 'evidence_request.%' ORDER BY sequence")
    )
    _, acceptance, answer = found.all()

    assert acceptance.facts["responsible"] == "310120-procuratorate"
    assert (answer.type, answer.version) == ("evidence_request.answered", 3)
    assert answer.facts == {
        "sender": "310120-union",
        "receiver": "310120-procuratorate",
        "receiver_unit": "",
        "responsible": "310120-union",
        "from_status": "accepted",
        "status": "answered",
        "supplied": 1,
        "refused": 1,
        "unavailable": 1,
    }
