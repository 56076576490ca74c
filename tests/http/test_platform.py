from uuid import uuid4

import pytest

from tests import rights
from tests.conftest import DeskOf
from tests.referrals.piece import Piece


@pytest.mark.parametrize("role", rights.PLATFORM_ROLES)
async def test_who_runs_the_platform_never_reads_a_case_and_learns_of_none(
    at: DeskOf, piece: Piece, role: str
) -> None:
    desk = at("station", role)

    answers = [
        await desk.get(path)
        for path in (
            piece.path,
            f"/referrals/{uuid4()}",
            f"/cases/{piece.case_id}",
            f"/cases/{uuid4()}",
            "/referrals",
        )
    ]

    said = {(a.status_code, a.json()["code"], a.json()["refused_by"]) for a in answers}
    assert said == {(403, "forbidden", "role")}


@pytest.mark.parametrize("role", rights.PLATFORM_ROLES)
async def test_who_runs_the_platform_knows_who_it_is_and_the_directory(
    at: DeskOf, role: str
) -> None:
    desk = at("station", role)

    me = await desk.get("/me")

    assert sorted(me.json()["permissions"]) == rights.of_role(role)
    assert (await desk.get("/agencies")).status_code == 200


async def test_a_permission_that_one_kind_of_agency_has_is_refused_to_the_others(
    at: DeskOf, piece: Piece
) -> None:
    refused = await at("justice", "lead").change(
        f"/cases/{piece.case_id}/reopening", {"reason": "有新的证据"}
    )

    assert (refused.status_code, refused.json()["refused_by"]) == (403, "agency")
