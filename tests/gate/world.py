"""The things that routes are about, each made afresh, and who stands how to them."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from app.auth.policy import Standing
from app.referrals.lifecycle import ReferralAction
from tests import bodies
from tests.conftest import DeskOf
from tests.gate.model import MEMBERS, At
from tests.referrals import piece as pieces
from tests.referrals.piece import BEFORE, Piece

A, S = ReferralAction, Standing

JUSTICE, PROCURATORATE = At("justice"), At("procuratorate")
UNION, INSPECTION = At("union"), At("hrss", "inspection")

Parties = dict[At, set[Standing]]


@dataclass(frozen=True)
class Thing:
    """One object by the ids of its path; only `parties` know of it, None is about no object."""

    ids: dict[str, str] = field(default_factory=dict)
    parties: Parties | None = None
    etag: str = '"1"'


Maker = Callable[[DeskOf], Awaitable[Thing]]


async def nothing(_: DeskOf) -> Thing:
    return Thing()


def moved(action: A) -> tuple[Maker, Maker]:
    """A referral on which the action is open: between two agencies, and during a triage."""

    async def alone(at: DeskOf) -> Thing:
        return _referral(await _ready(at, action), action)

    async def in_triage(at: DeskOf) -> Thing:
        piece = await _ready(at, action)
        await piece.open_triage()
        return _during_triage(_referral(piece, action))

    return alone, in_triage


async def _ready(at: DeskOf, action: A) -> Piece:
    piece = await pieces.send(at)
    for step in BEFORE[action]:
        taken = await piece.take(step)
        assert taken.status_code == 200, taken.text
    return piece


def _referral(piece: Piece, action: A) -> Thing:
    steps = set(BEFORE[action])
    parties: Parties = {
        JUSTICE: {S.ORIGINATOR, S.OWNER, S.SENDER},
        PROCURATORATE: {S.RECEIVER},
    }
    if A.ACCEPTANCE in steps:
        parties[PROCURATORATE] |= {S.HOLDER}
    if steps & {A.SUPPLEMENT_REQUEST, A.RETURN_REQUEST, A.OBJECTION}:
        parties[UNION] = {S.STATION}
    ids = {"referral_id": piece.id, "case_id": piece.case_id}
    return Thing(ids, parties, piece.etag)


def _during_triage(thing: Thing) -> Thing:
    """Who takes part sees the case and no piece of work on it; the station sees all of it."""
    known = thing.parties or {}
    parties = {**known, UNION: known.get(UNION, set()) | {S.STATION}}
    return Thing(thing.ids, parties, thing.etag)


def _case() -> dict[str, Any]:
    return bodies.case(parties=[{"role": "foreman", "name": "包工头李某"}])


async def _ids(at: DeskOf, case_id: str) -> dict[str, str]:
    """The ids of a case and of one part of each kind."""
    case = (await at("justice").get(f"/cases/{case_id}")).json()
    return {
        "case_id": case_id,
        "lead_id": case["leads"][0]["id"],
        "party_id": case["parties"][0]["id"],
        "worker_id": case["workers"][0]["id"],
        "claim_id": case["workers"][0]["claims"][0]["id"],
    }


async def own_case(at: DeskOf) -> Thing:
    """A case that nobody but its originator knows of."""
    registered = await at("justice").create("/cases", _case())
    assert registered.status_code == 201, registered.text
    ids = await _ids(at, registered.json()["id"])
    return Thing(ids, {JUSTICE: {S.ORIGINATOR, S.OWNER, S.HOLDER}})


async def shared_case(at: DeskOf) -> Thing:
    """A case with a holder, and with a second referral in dispute, which the station sees."""
    held = await pieces.send(at, case=_case())
    await held.take(A.ACCEPTANCE)
    sent = await at("justice", "lead").create("/referrals", _inspection(held.case_id))
    disputed = Piece(at, sent.json()["id"], held.case_id, sent.headers["etag"])
    await disputed.take(A.REJECTION, by=at("hrss", "lead"))
    await disputed.take(A.OBJECTION)
    parties: Parties = {
        JUSTICE: {S.ORIGINATOR, S.OWNER, S.SENDER},
        PROCURATORATE: {S.RECEIVER, S.HOLDER},
        INSPECTION: {S.RECEIVER},
        UNION: {S.STATION},
    }
    return Thing(await _ids(at, held.case_id), parties)


def _inspection(case_id: str) -> dict[str, Any]:
    return {
        "to_agency": "310120-hrss",
        "purpose": "inspection",
        "asked_action": "请依法调查",
        "case_id": case_id,
    }


async def case_in_triage(at: DeskOf) -> Thing:
    """A case that every member assesses; its silence counts already."""
    piece = await pieces.send(at, case=_case())
    await piece.open_triage()
    at("justice").clock.advance(days=5)
    parties: Parties = {
        JUSTICE: {S.ORIGINATOR, S.OWNER, S.SENDER, S.HOLDER},
        PROCURATORATE: {S.RECEIVER},
    }
    everyone: Parties = {m: parties.get(m, set()) | {S.PARTICIPANT} for m in MEMBERS}
    return _during_triage(Thing(await _ids(at, piece.case_id), everyone))


async def finished_case(at: DeskOf) -> Thing:
    """A case on which the work is done and every claim has its final state."""
    piece = await pieces.send(at, case=_case())
    await piece.take(A.ACCEPTANCE)
    await piece.take(A.COMPLETION)
    ids = await _ids(at, piece.case_id)
    concluded = await at("justice", "lead").request(
        "POST",
        f"/cases/{ids['case_id']}/claims/{ids['claim_id']}/conclusion",
        {"status": "paid", "paid_fen": 3_500_000, "reason": "已付清"},
        {"If-Match": '"1"'},
    )
    assert concluded.status_code == 200, concluded.text
    parties: Parties = {
        JUSTICE: {S.ORIGINATOR, S.OWNER, S.SENDER, S.HOLDER},
        PROCURATORATE: {S.RECEIVER},
    }
    etag = (await at("justice").get(f"/cases/{ids['case_id']}")).headers["etag"]
    return Thing(ids, parties, etag)


async def closed_case(at: DeskOf) -> Thing:
    finished = await finished_case(at)
    closed = await at("justice", "lead").request(
        "POST",
        f"/cases/{finished.ids['case_id']}/closure",
        {"reason": "工资已付清"},
        {"If-Match": finished.etag},
    )
    assert closed.status_code == 200, closed.text
    return Thing(finished.ids, finished.parties, closed.headers["etag"])


async def requested_evidence(at: DeskOf) -> Thing:
    own = await own_case(at)
    asked = await at("justice").create(
        f"/cases/{own.ids['case_id']}/evidence-requests",
        {
            "to_agency": "310120-procuratorate",
            "items": [{"sought": "银行流水", "holder": "开户银行", "proves": "拖欠金额"}],
        },
    )
    assert asked.status_code == 201, asked.text
    ids = {"request_id": asked.json()["id"], "item_id": asked.json()["items"][0]["id"]}
    parties: Parties = {
        JUSTICE: {S.ORIGINATOR, S.OWNER, S.SENDER},
        PROCURATORATE: {S.RECEIVER},
    }
    return Thing(own.ids | ids, parties, asked.headers["etag"])


async def accepted_evidence(at: DeskOf) -> Thing:
    asked = await requested_evidence(at)
    accepted = await at("procuratorate").request(
        "POST",
        f"/evidence-requests/{asked.ids['request_id']}/acceptance",
        {},
        {"If-Match": asked.etag},
    )
    assert accepted.status_code == 200, accepted.text
    return Thing(asked.ids, asked.parties, accepted.headers["etag"])


async def running_clock(at: DeskOf) -> Thing:
    """The time limit to answer one referral, which the parties of that referral see."""
    alone, _ = moved(A.ACCEPTANCE)
    sent = await alone(at)
    of_piece = f"/deadlines?piece_id={sent.ids['referral_id']}"
    listed = (await at("procuratorate").get(of_piece)).json()["items"]
    (clock,) = (each for each in listed if each["rule_code"] == "REF_ANSWER_5WD")
    return Thing({"deadline_id": clock["id"]}, sent.parties)


async def fact(at: DeskOf) -> Thing:
    """A mediation that the court delegated, recorded on a case of its owner alone."""
    case = await own_case(at)
    said = {"kind": "mediation_taken_pre_filing", "occurred_on": "2026-03-02"}
    recorded = await at("justice").create(f"/cases/{case.ids['case_id']}/facts", said)
    assert recorded.status_code == 201, recorded.text
    return Thing(case.ids | {"fact_id": recorded.json()["id"]}, case.parties)


async def clock_of_fact(at: DeskOf) -> Thing:
    """The thirty days of that mediation, which the justice bureau must see to."""
    made = await fact(at)
    path = f"/cases/{made.ids['case_id']}/facts/{made.ids['fact_id']}"
    started = (await at("justice").get(path)).json()["deadlines"]
    (clock,) = (each for each in started if each["rule_code"] == "MED_COURT_PRE_30D")
    return Thing({"deadline_id": clock["id"]}, made.parties)


async def paused_clock(at: DeskOf) -> Thing:
    made = await clock_of_fact(at)
    path = f"/deadlines/{made.ids['deadline_id']}/pause"
    paused = await at("justice").change(path, {"reason": "委托鉴定"})
    assert paused.status_code == 200, paused.text
    return Thing(made.ids, made.parties, paused.headers["etag"])


def endpoint_of(owner: At) -> Maker:
    """A webhook endpoint, which is its own unit's alone."""

    async def make(at: DeskOf) -> Thing:
        admin = at(owner.kind, "admin", owner.unit or None)
        made = await admin.create(
            "/webhook-endpoints", {"url": "http://127.0.0.1:9/events", "event_types": []}
        )
        assert made.status_code == 201, made.text
        return Thing({"endpoint_id": made.json()["id"]}, {owner: set()}, made.headers["etag"])

    return make


def feed_of(owner: At) -> Maker:
    """A calendar feed of deadlines, which is its own unit's alone."""

    async def make(at: DeskOf) -> Thing:
        officer = at(owner.kind, "officer", owner.unit or None)
        made = await officer.create("/deadline-feeds", {"label": "值班日历"})
        assert made.status_code == 201, made.text
        return Thing({"feed_id": made.json()["id"]}, {owner: set()}, made.headers["etag"])

    return make


async def rule(_: DeskOf) -> Thing:
    """A rule of the catalogue, which everybody may read."""
    return Thing({"code": "ARB_AWARD_45D"})


async def calendar(_: DeskOf) -> Thing:
    """A year of a calendar, which is about no object: everybody sees it."""
    return Thing({"division": "310120", "year": "2026"})


async def unpublished_calendar(_: DeskOf) -> Thing:
    """A year that no notice settles yet."""
    return Thing({"division": "310120", "year": "2028"}, etag='"0"')


async def station(_: DeskOf) -> Thing:
    """The station itself, which its own members see, whatever they do there."""
    return Thing({"division": "310120"}, {member: set() for member in MEMBERS})
