import httpx
import pytest

from app.referrals.lifecycle import ReferralAction
from tests.conftest import DeskOf
from tests.referrals.piece import RECEIVER, Piece

A = ReferralAction


@pytest.mark.parametrize(
    "tag", ['"1"', '"1.0123456789abcdef"', '"7", "1"', '"7","1.aa","9"', 'W/"1", "1"']
)
async def test_the_version_alone_decides(piece: Piece, tag: str) -> None:
    assert (await piece.take(A.RECEIPT, etag=tag)).status_code == 200


async def receive(at: DeskOf, piece: Piece, tag: bytes) -> httpx.Response:
    desk = at(RECEIVER)
    headers = [(b"authorization", f"Bearer {desk.token}".encode()), (b"if-match", tag)]
    return await desk.http.post(f"/v1{piece.path}/receipt", json={}, headers=headers)


@pytest.mark.parametrize(
    "tag", ['"2"', '"0"', '"01x"', 'W/"1"', "*", '""', '"-1"', '"9999999999"', '"2", W/"1"']
)
async def test_whatever_does_not_name_the_version_is_stale(
    at: DeskOf, piece: Piece, tag: str
) -> None:
    refused = await receive(at, piece, tag.encode())

    assert (refused.status_code, refused.json()["code"]) == (412, "stale-version")


@pytest.mark.parametrize("tag", ["1", '"', '"1', 'w/"1"', "*, *", '"１"', "x", '"1" "1"', '"1",'])
async def test_what_is_no_tag_is_refused_for_its_form(at: DeskOf, piece: Piece, tag: str) -> None:
    refused = await receive(at, piece, tag.encode())

    assert refused.status_code == 422
    assert [fault["pointer"] for fault in refused.json()["fields"]] == ["header:If-Match"]


async def test_a_refusal_names_the_tag_with_which_the_command_would_pass(piece: Piece) -> None:
    refused = await piece.take(A.RECEIPT, etag='"7"')

    assert (await piece.take(A.RECEIPT, etag=refused.json()["current_etag"])).status_code == 200


async def test_tags_may_come_in_several_headers(at: DeskOf, piece: Piece) -> None:
    desk = at(RECEIVER)
    headers = [
        ("authorization", f"Bearer {desk.token}"),
        ("if-match", '"7"'),
        ("if-match", '"1"'),
    ]

    taken = await desk.http.post(f"/v1{piece.path}/receipt", json={}, headers=headers)

    assert taken.status_code == 200


@pytest.mark.parametrize("given", [{}, {"If-Match": ""}])
async def test_a_change_without_a_tag_is_refused(
    at: DeskOf, piece: Piece, given: dict[str, str]
) -> None:
    refused = await at(RECEIVER).request("POST", f"{piece.path}/receipt", {}, given)

    assert (refused.status_code, refused.json()["code"]) == (428, "if-match-required")


async def test_the_tag_of_every_answer_opens_the_next_command(at: DeskOf, piece: Piece) -> None:
    read = (await at(RECEIVER).get(piece.path)).headers["etag"]

    received = await piece.take(A.RECEIPT, etag=read)
    accepted = await piece.take(A.ACCEPTANCE, etag=received.headers["etag"])

    assert (received.status_code, accepted.status_code) == (200, 200)


async def test_a_clock_that_ticks_and_a_second_referral_leave_the_version_alone(
    at: DeskOf, piece: Piece
) -> None:
    await at("justice").create(
        "/referrals",
        {
            "to_agency": "310120-union",
            "purpose": "mediation",
            "asked_action": "请组织调解",
            "case_id": piece.case_id,
        },
    )
    at("justice").clock.advance(days=20)

    assert (await piece.take(A.RECEIPT)).status_code == 200
