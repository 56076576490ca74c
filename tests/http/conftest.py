"""A referral to speak about."""

from tests.referrals.conftest import piece

__all__ = ["piece"]
