from datetime import UTC
from uuid import uuid4

import pytest

from app.referrals.lifecycle import ReferralAction
from tests import rights
from tests.conftest import DeskOf
from tests.referrals.piece import ACTS, BEFORE, RECEIVER, SENDER, Piece
from tests.station import TestClock

A = ReferralAction


async def test_who_holds_the_current_view_is_not_sent_it_again(at: DeskOf, piece: Piece) -> None:
    first = await at(SENDER).get(piece.path)
    etag = first.headers["etag"]

    again = await at(SENDER).get(piece.path, headers={"If-None-Match": etag})

    assert first.headers["cache-control"] == "no-store"
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == etag
    assert "x-request-id" in again.headers


@pytest.mark.parametrize("held", ["W/{}", '"0", {}', "*", '"9.aa" , W/{} '])
async def test_a_conditional_read_takes_weak_tags_lists_and_the_star(
    at: DeskOf, piece: Piece, held: str
) -> None:
    sender = at(SENDER)
    etag = (await sender.get(piece.path)).headers["etag"]

    again = await sender.get(piece.path, headers={"If-None-Match": held.format(etag)})

    assert again.status_code == 304


@pytest.mark.parametrize("held", ['"1"', "", '"1.0000000000000000"', "nonsense"])
async def test_whatever_else_is_held_the_view_is_sent(at: DeskOf, piece: Piece, held: str) -> None:
    again = await at(SENDER).get(piece.path, headers={"If-None-Match": held})

    assert again.status_code == 200


async def test_a_move_changes_version_and_view(at: DeskOf, piece: Piece) -> None:
    before = piece.etag
    await piece.take(A.RECEIPT)

    after = await at(SENDER).get(piece.path, headers={"If-None-Match": before})

    assert after.status_code == 200
    assert (before[:3], after.headers["etag"][:3]) == ('"1.', '"2.')


@pytest.mark.parametrize("action", A)
async def test_what_a_move_answers_is_what_a_read_shows_next(
    at: DeskOf, piece: Piece, clock: TestClock, action: A
) -> None:
    # The service's own clock shows UTC, as a read does.
    clock.now = clock.now.astimezone(UTC)
    for step in BEFORE[action]:
        await piece.take(step)
    clock.advance(seconds=90)

    taken = await piece.take(action)

    read = await at(SENDER).get(piece.path)
    assert taken.status_code == 200
    assert read.json() == taken.json()
    assert read.headers["etag"] == taken.headers["etag"]


async def test_what_is_not_there_is_answered_like_what_is_not_yours(
    at: DeskOf, piece: Piece
) -> None:
    absent = await at("court").get(f"/referrals/{uuid4()}")
    hidden = await at("court").get(piece.path)

    said = [{**answer.json(), "request_id": ""} for answer in (absent, hidden)]
    assert absent.status_code == hidden.status_code == 404
    assert said[0] == said[1]


@pytest.mark.parametrize("role", rights.RIGHTS["read-referral"].refused_roles)
async def test_who_does_no_casework_reads_no_referral(at: DeskOf, piece: Piece, role: str) -> None:
    assert (await at(RECEIVER, role).get(piece.path)).status_code == 403
    assert (await at(RECEIVER, role).get("/referrals")).status_code == 403


async def test_every_action_has_a_desk_in_these_tests() -> None:
    assert set(ACTS) == set(A)
