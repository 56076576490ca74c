"""A referral that has just been sent."""

import pytest_asyncio

from tests.conftest import DeskOf
from tests.referrals import piece as pieces
from tests.referrals.piece import Piece


@pytest_asyncio.fixture
async def piece(at: DeskOf) -> Piece:
    return await pieces.send(at)
