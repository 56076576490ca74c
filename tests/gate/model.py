"""What the contract says of referrals, written a second time and without a database."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import chain
from typing import Final, NamedTuple

from app.referrals.lifecycle import ReferralAction, ReferralStatus
from tests import rights
from tests.referrals.test_lifecycle import OPEN_FROM

A, S = ReferralAction, ReferralStatus


class At(NamedTuple):
    """An agency by its kind, and the unit behind the wall."""

    kind: str
    unit: str = ""


STATION: Final = At("union")
COMPETENT: Final = {
    "evidence_assist": (At("procuratorate"), At("hrss", "inspection")),
    "mediation": (At("union"), At("justice"), At("hrss", "arbitration"), At("court")),
    "legal_aid": (At("justice"), At("union")),
    "inspection": (At("hrss", "inspection"),),
}
MEMBERS: Final = (
    At("union"),
    At("justice"),
    At("procuratorate"),
    At("court"),
    At("hrss", "inspection"),
    At("hrss", "arbitration"),
)
CONTESTED: Final = {S.SUPPLEMENT_REQUESTED, S.RETURN_REQUESTED, S.DISPUTED}
ENDED: Final = {S.REJECTED, S.WITHDRAWN, S.RETURNED, S.COMPLETED, S.REDIRECTED}
UNACCEPTED: Final = {S.SENT, S.RECEIVED, S.SUPPLEMENT_REQUESTED}
CALLS_STATION: Final = {A.SUPPLEMENT_REQUEST, A.RETURN_REQUEST, A.RETURN_REFUSAL, A.OBJECTION}
LIMITED: Final = {S.SUPPLEMENT_REQUESTED, S.RETURN_REQUESTED}
AFTERSIGHT: Final = timedelta(days=30)
A_LONG_TIME: Final = timedelta(days=20)
"""Longer than every time limit, holidays included; shorter than the aftersight."""

Grants = dict[tuple[At, str], datetime | None]


@dataclass
class Case:
    id: str
    originator: At
    pieces: list["Piece"] = field(default_factory=list)
    is_started: bool = False

    @property
    def counts(self) -> tuple[int, int, int]:
        return (
            sum(piece.status not in ENDED for piece in self.pieces),
            sum(piece.status in UNACCEPTED for piece in self.pieces),
            sum(piece.is_held for piece in self.pieces),
        )

    def standings(self, viewer: At, now: datetime) -> set[str]:
        found = set().union(*(piece.granted(viewer, now) for piece in self.pieces))
        found |= self.own(viewer)
        if "owner" in found and not any(piece.is_held for piece in self.pieces):
            found.add("holder")
        return found

    def own(self, viewer: At) -> set[str]:
        return {"originator", "owner"} if viewer == self.originator else set()

    def live(self, receiver: At, purpose: str) -> "Piece | None":
        found = (p for p in self.pieces if (p.receiver, p.purpose) == (receiver, purpose))
        return next((piece for piece in found if piece.status not in ENDED), None)

    def note_start(self) -> bool:
        """Whether the handling starts by what has just happened."""
        _, unaccepted, held = self.counts
        starts = not self.is_started and held > 0 and unaccepted == 0
        self.is_started |= starts
        return starts


@dataclass
class Piece:
    id: str
    case: Case
    purpose: str
    sender: At
    receiver: At
    status: S = S.SENT
    version: int = 1
    is_held: bool = False
    was_asked: bool = False
    was_ruled: bool = False
    since: datetime | None = None
    """When the state began that a time limit guards."""
    grants: Grants = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.grants = {(self.sender, "sender"): None, (self.receiver, "receiver"): None}

    @property
    def responsible(self) -> At:
        return self.receiver if self.is_held else self.sender

    def granted(self, viewer: At, now: datetime) -> set[str]:
        return {
            standing
            for (holder, standing), until in self.grants.items()
            if holder.kind == viewer.kind and holder.unit in {"", viewer.unit}
            if until is None or until > now
        }

    def standings(self, viewer: At, now: datetime) -> set[str]:
        return self.granted(viewer, now) | self.case.own(viewer)

    def refusal(
        self, action: A, desk: tuple[At, str], now: datetime, *, fresh: bool, to: At | None
    ) -> str | None:
        """The code of the first rule that a command of this desk breaks."""
        refusals = chain(
            self._of_the_desk(action, desk, now),
            () if fresh else ("stale-version",),
            () if self.status in OPEN_FROM[action] else ("transition-not-allowed",),
            self._limits(action, now),
            self._rules(action, to),
        )
        return next(refusals, None)

    def _of_the_desk(self, action: A, desk: tuple[At, str], now: datetime) -> Iterator[str]:
        viewer, role = desk
        standings = self.standings(viewer, now)
        if not standings:
            yield "referral-not-found"
        if not rights.to_take(action).allows(role, viewer.kind, rights.SCOPES, standings):
            yield "forbidden"

    def _rules(self, action: A, to: At | None) -> Iterator[str]:
        if action is A.SUPPLEMENT_REQUEST and self.was_asked:
            yield "supplement-already-requested"
        if action is A.STATION_RULING and to == self.sender:
            yield "sender-is-receiver"
        target = self.receiver if action is A.OBJECTION else to
        if target and self.case.live(target, self.purpose):
            yield "already-referred"

    def _limits(self, action: A, now: datetime) -> Iterator[str]:
        is_over = self.since is not None and now - self.since >= A_LONG_TIME
        if action in {A.REJECTION, A.STATION_RULING} and self.status in LIMITED and not is_over:
            yield "time-limit-running"
        if action is A.OBJECTION and self.was_ruled:
            yield "ruling-is-final"
        if action is A.OBJECTION and is_over:
            yield "time-limit-expired"

    def move(self, action: A, now: datetime, ruling: S | None) -> None:
        """What a command that breaks no rule does."""
        after = ruling or OPEN_FROM[action][self.status]
        if after != self.status:
            self.since = now
        before, self.status = self.status, after
        self.version += 1
        self.was_asked |= action is A.SUPPLEMENT_REQUEST
        self.was_ruled |= action is A.STATION_RULING
        was_held, was_contested = self.is_held, before in CONTESTED
        if after not in {S.RETURN_REQUESTED, S.DISPUTED}:
            self.is_held = after is S.ACCEPTED
        self._regrant(action, was_held, now)
        if was_contested and after not in CONTESTED:
            self.grants[STATION, "station"] = now + timedelta(days=7)

    def _regrant(self, action: A, was_held: bool, now: datetime) -> None:
        if action in CALLS_STATION:
            self.grants[STATION, "station"] = None
            self.grants[self.receiver, "receiver"] = None
        if self.is_held:
            self.grants[self.receiver, "holder"] = None
        elif was_held:
            self.grants[self.receiver, "holder"] = now
        if self.status in ENDED - {S.COMPLETED}:
            self.grants[self.receiver, "receiver"] = now + AFTERSIGHT
