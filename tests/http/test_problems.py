import json
from typing import Any

import pytest

from app.core import problems
from app.core.errors import ERRORS
from tests import bodies
from tests.conftest import DeskOf
from tests.referrals.piece import OUTSIDER, RECEIVER, SENDER, Piece

CANARY = "440524188001010014-金丝雀"


@pytest.mark.parametrize(
    ("wanted", "language", "title"),
    [
        (None, "zh-CN", "没有这件移送"),
        ("en", "en", "No such referral"),
        ("en-GB,en;q=0.9", "en", "No such referral"),
        ("zh", "zh-CN", "没有这件移送"),
        ("zh-CN,en;q=0.8", "zh-CN", "没有这件移送"),
        ("en;q=0.2,zh;q=0.9", "zh-CN", "没有这件移送"),
        ("de,fr;q=0.5", "zh-CN", "没有这件移送"),
        ("en;q=abc", "zh-CN", "没有这件移送"),
        ("*", "zh-CN", "没有这件移送"),
    ],
)
async def test_a_problem_speaks_the_language_of_its_reader(
    at: DeskOf, piece: Piece, wanted: str | None, language: str, title: str
) -> None:
    headers = {"Accept-Language": wanted} if wanted else {}

    hidden = await at(OUTSIDER).get(piece.path, headers=headers)

    problem = hidden.json()
    assert hidden.headers["content-type"] == "application/problem+json"
    assert hidden.headers["content-language"] == language
    assert (problem["title"], problem["code"]) == (title, "referral-not-found")
    assert problem["type"] == "urn:liandong:problem:referral-not-found"
    assert (problem["status"], problem["request_id"]) == (404, hidden.headers["x-request-id"])
    assert problem["detail"]


def _everywhere(canary: str) -> dict[str, Any]:
    """A body with the canary in every place and in the name of a member."""
    return {
        **bodies.referral(to_agency=canary, purpose=canary, case_id=canary),
        "asked_action": {"text": canary},
        canary: canary,
        "case": {**bodies.case(), "workers": [{canary: 1, "name": [canary], "phone": canary}]},
    }


async def test_a_refusal_never_repeats_what_the_caller_sent(at: DeskOf, piece: Piece) -> None:
    desk, receiver = at(SENDER), at(RECEIVER)
    refusals = [
        await desk.create("/referrals", _everywhere(CANARY)),
        await desk.create(
            "/referrals", bodies.referral(), **{"Idempotency-Key": "a b" + CANARY[:18]}
        ),
        await desk.get(f"/referrals?{CANARY}=1&cursor={CANARY}"),
        await desk.get(f"/referrals?cursor={CANARY}"),
        await desk.get(f"/referrals?status={CANARY}"),
        await desk.get(f"/{CANARY}"),
        await desk.get(piece.path, headers={"Accept": f"text/{CANARY[:18]}"}),
        await receiver.request("POST", f"{piece.path}/receipt", {CANARY: 1}, {"If-Match": '"1"'}),
        await receiver.request("POST", f"{piece.path}/receipt", {}, {"If-Match": CANARY[:18]}),
        await desk.http.get("/v1/me", headers={"Authorization": f"Bearer {CANARY[:18]}"}),
        await desk.http.post(
            "/v1/referrals",
            content=json.dumps(CANARY)[:-1],
            headers={"Authorization": f"Bearer {desk.token}", "Content-Type": "application/json"},
        ),
    ]

    for refused in refusals:
        assert 400 <= refused.status_code < 500
        said = refused.text + str(refused.headers)
        assert CANARY[:18] not in said
        assert CANARY[-3:] not in said


async def test_a_hostile_body_is_told_of_twenty_faults_in_a_few_kilobytes(at: DeskOf) -> None:
    workers = [{"name": "x" * 200, "phone": str(n), "colour": 1} for n in range(200)]

    refused = await at(SENDER).create(
        "/referrals", bodies.referral(case=bodies.case(workers=workers))
    )

    assert refused.status_code == 422
    assert len(refused.json()["fields"]) == 20
    assert len(refused.content) <= 8 * 1024


async def test_a_fault_names_the_place_a_stable_code_and_what_to_do(at: DeskOf) -> None:
    case = bodies.case(workers=[bodies.worker(phone="12345")])

    chinese = await at(SENDER).create("/referrals", bodies.referral(case=case))
    english = await at(SENDER).create(
        "/referrals", bodies.referral(case=case), **{"Accept-Language": "en"}
    )

    (fault,), (same,) = chinese.json()["fields"], english.json()["fields"]
    assert fault["pointer"] == same["pointer"] == "/case/workers/0/phone"
    assert fault["code"] == same["code"]
    assert fault["message"] != same["message"]


def test_every_published_error_has_a_status_and_both_languages() -> None:
    for error in ERRORS.values():
        assert problems.STATUS[error.kind] >= 400
        for text in (error.title, error.advice):
            assert text.zh.strip()
            assert text.en.strip()
            assert text.zh != text.en
