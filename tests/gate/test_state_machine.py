"""Any sequence of commands by anybody leaves what the contract says, and nothing else."""

from collections import Counter
from typing import Any, ClassVar
from uuid import uuid4

import httpx
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import text

from app.core.clock import CHINA
from app.devtools.issuer import DevelopmentIssuer
from app.referrals.lifecycle import ReferralAction, ReferralStatus
from tests import bodies, rights
from tests.gate.model import A_LONG_TIME, COMPETENT, MEMBERS, At, Case, Piece
from tests.gate.stage import Stage
from tests.referrals.ledger import Ledger
from tests.referrals.piece import ACTS
from tests.referrals.test_lifecycle import OPEN_FROM
from tests.station import DIVISION

A, S = ReferralAction, ReferralStatus

members = st.sampled_from(MEMBERS)
roles = st.sampled_from(["lead", "lead", "lead", "officer", "window", "system", "auditor"])
work = st.sampled_from([(purpose, to) for purpose, tos in COMPETENT.items() for to in tos])
rulings = st.sampled_from([S.ACCEPTED, S.RETURNED, S.REJECTED, S.REDIRECTED])
choices = st.integers(0, 59)
seldom = st.integers(0, 7).map(lambda n: n == 7)

MOST_CASES = 2
MOST_ALIVE = 3
"""Few things at a time, so that each of them gets far."""

_STARTED = text("SELECT count(*) FROM journal_entry WHERE type = 'case.handling_started'")
_ENTRIES = text("SELECT count(*) FROM journal_entry")


class HandOvers(RuleBasedStateMachine):
    """A few cases and their referrals, beside the model of them."""

    stage: ClassVar[Stage]
    reached: ClassVar[Counter[S]]

    def __init__(self) -> None:
        super().__init__()
        self.stage.raise_curtain()
        self.cases: list[Case] = []
        self.entries = 0
        self.last: tuple[At, str, str, Any, dict[str, str], httpx.Response] | None = None

    def teardown(self) -> None:
        self.stage.drop_curtain()

    @precondition(lambda self: len(self.cases) < MOST_CASES)
    @rule(sender=members, what=work)
    def refer_a_new_case(self, sender: At, what: tuple[str, At]) -> None:
        purpose, receiver = what
        body = bodies.referral(to_agency=f"{DIVISION}-{receiver.kind}", purpose=purpose)
        body["case"]["lead"]["received_at"] = self.stage.clock().astimezone(CHINA).isoformat()
        answer = self._post(sender, "lead", "/referrals", body)
        if sender == receiver:
            assert answer.json()["code"] == "sender-is-receiver"
            return
        case = Case(answer.json()["case_id"], sender)
        self.cases.append(case)
        self.entries += 1
        self._sent(answer, case, purpose, sender, receiver)

    @precondition(lambda self: self.cases and self._pieces_alive() < MOST_ALIVE)
    @rule(choice=choices, sender=members, role=roles, what=work)
    def refer_a_case_again(self, choice: int, sender: At, role: str, what: tuple[str, At]) -> None:
        purpose, receiver = what
        case = self.cases[choice % len(self.cases)]
        expected = self._refusal_to_send(case, sender, role, what)
        body = {
            "to_agency": f"{DIVISION}-{receiver.kind}",
            "purpose": purpose,
            "asked_action": "请依法办理",
            "case_id": case.id,
        }
        answer = self._post(sender, role, "/referrals", body)
        assert answer.json().get("code") == expected, answer.text
        if not expected:
            self._sent(answer, case, purpose, sender, receiver)

    def _pieces_alive(self) -> int:
        return sum(case.counts[0] for case in self.cases)

    def _refusal_to_send(
        self, case: Case, sender: At, role: str, what: tuple[str, At]
    ) -> str | None:
        purpose, receiver = what
        standings = case.standings(sender, self.stage.clock())
        right = rights.RIGHTS["send-referral"]
        if not standings:
            return "case-not-found"
        if not right.allows(role, sender.kind, rights.SCOPES, standings):
            return "forbidden"
        if sender == receiver:
            return "sender-is-receiver"
        return "already-referred" if case.live(receiver, purpose) else None

    @precondition(lambda self: self._open_actions())
    @rule(choice=choices, ruling=rulings, to=choices, waits=seldom, repeats=seldom)
    def take_an_open_action(
        self, choice: int, ruling: S, to: int, waits: bool, repeats: bool
    ) -> None:
        if waits:
            self.stage.clock.now += A_LONG_TIME
        open_now = self._open_actions()
        piece, action = open_now[choice % len(open_now)]
        desk = (self._rightful(piece, action), "lead")
        self._act(piece, action, desk, True, (ruling, to))
        if repeats:
            self._send_the_last_command_again()

    @precondition(lambda self: self.cases)
    @rule(
        choice=choices,
        action=st.sampled_from(A),
        desk=st.tuples(members, roles),
        is_fresh=st.booleans(),
        where=st.tuples(rulings, choices),
    )
    def take_any_action(
        self, choice: int, action: A, desk: tuple[At, str], is_fresh: bool, where: tuple[S, int]
    ) -> None:
        pieces = self._pieces()
        self._act(pieces[choice % len(pieces)], action, desk, is_fresh, where)

    def _pieces(self) -> list[Piece]:
        return [piece for case in self.cases for piece in case.pieces]

    def _open_actions(self) -> list[tuple[Piece, A]]:
        return [
            (p, action) for p in self._pieces() for action in A if p.status in OPEN_FROM[action]
        ]

    def _act(
        self, piece: Piece, action: A, desk: tuple[At, str], is_fresh: bool, where: tuple[S, int]
    ) -> None:
        ruling, to = where
        target = self._target(piece, action, ruling, to)
        now = self.stage.clock()
        expected = piece.refusal(action, desk, now, fresh=is_fresh, to=target)
        etag = f'"{piece.version if is_fresh else piece.version - 1}"'
        body = {**ACTS[action][1], **self._said(action, ruling, target)}
        answer = self._post(*desk, f"/referrals/{piece.id}/{action}", body, etag)

        assert answer.json().get("code") == expected, answer.text
        if expected:
            return
        piece.move(action, now, ruling if action is A.STATION_RULING else None)
        assert answer.json()["status"] == piece.status
        self.reached[piece.status] += 1
        self.entries += 1
        if target:
            onward = answer.json()["redirected_to"]
            self._add(Piece(onward, piece.case, piece.purpose, piece.sender, target))
        self.entries += piece.case.note_start()

    def _rightful(self, piece: Piece, action: A) -> At:
        kind, _ = ACTS[action]
        return {"justice": piece.sender, "procuratorate": piece.receiver}.get(kind, At("union"))

    def _target(self, piece: Piece, action: A, ruling: S, to: int) -> At | None:
        if action is not A.STATION_RULING or ruling is not S.REDIRECTED:
            return None
        competent = COMPETENT[piece.purpose]
        return competent[to % len(competent)]

    def _said(self, action: A, ruling: S, target: At | None) -> dict[str, Any]:
        if action is not A.STATION_RULING:
            return {}
        to = {"to_agency": f"{DIVISION}-{target.kind}"} if target else {}
        return {"ruling": str(ruling), **to}

    @precondition(lambda self: self.cases)
    @rule(viewer=members)
    def look_around(self, viewer: At) -> None:
        """Lists and single things show what the viewer stands to, and nothing else."""
        now = self.stage.clock()
        seen = [piece for piece in self._pieces() if piece.standings(viewer, now)]
        received = {p.id for p in seen if self._speaks_for(viewer, p.receiver)}
        sent = {p.id for p in seen if self._speaks_for(viewer, p.sender)}
        known = {case.id for case in self.cases if case.standings(viewer, now)}

        assert self._listed(viewer, "/referrals?box=inbox&limit=200") == received
        assert self._listed(viewer, "/referrals?box=outbox&limit=200") == sent
        assert self._listed(viewer, "/cases?limit=200") == known
        for piece in self._pieces():
            found = self._get(viewer, f"/referrals/{piece.id}").status_code
            assert found == (200 if piece in seen else 404)

    def _speaks_for(self, viewer: At, party: At) -> bool:
        return party.kind == viewer.kind and party.unit in {"", viewer.unit}

    def _listed(self, viewer: At, path: str) -> set[str]:
        return {line["id"] for line in self._get(viewer, path).json()["items"]}

    def _get(self, viewer: At, path: str) -> httpx.Response:
        return self.stage.run(self.stage.desk(viewer.kind, "lead", viewer.unit).get(path))

    def _send_the_last_command_again(self) -> None:
        assert self.last is not None
        by, role, path, body, headers, first = self.last

        again = self.stage.run(
            self.stage.desk(by.kind, role, by.unit).request("POST", path, body, headers)
        )

        if first.is_success:
            assert again.content == first.content
            assert again.headers["idempotency-replayed"] == "true"
        else:
            assert again.json()["code"] == first.json()["code"]

    def _post(
        self, by: At, role: str, path: str, body: Any, etag: str | None = None
    ) -> httpx.Response:
        desk = self.stage.desk(by.kind, role, by.unit)
        headers = {"Idempotency-Key": str(uuid4()), **({"If-Match": etag} if etag else {})}
        answer = self.stage.run(desk.request("POST", path, body, headers))
        assert answer.status_code < 500, answer.text
        self.last = (by, role, path, body, headers, answer)
        return answer

    def _sent(
        self, answer: httpx.Response, case: Case, purpose: str, sender: At, receiver: At
    ) -> None:
        assert answer.status_code == 201, answer.text
        self._add(Piece(answer.json()["id"], case, purpose, sender, receiver))

    def _add(self, piece: Piece) -> None:
        piece.case.pieces.append(piece)
        self.entries += 1

    @invariant()
    def the_rows_and_counts_are_those_of_the_model(self) -> None:
        for case in self.cases:
            self.stage.run(self._check(case))

    async def _check(self, case: Case) -> None:
        ledger = Ledger(self.stage.connection, case.id)
        rows = await ledger.rows()
        assert await ledger.counts() == await ledger.summed() == case.counts
        assert sorted((row.status, row.responsible) for row in rows) == sorted(
            (str(piece.status), f"{DIVISION}-{piece.responsible.kind}") for piece in case.pieces
        )
        found = await ledger.case()
        assert (found.status == "in_progress") == case.is_started

    @invariant()
    def everything_that_happened_was_recorded_once(self) -> None:
        entries, started = self.stage.run(self._recorded())
        assert entries == self.entries
        assert started == sum(case.is_started for case in self.cases)

    async def _recorded(self) -> tuple[int, int]:
        connection = self.stage.connection
        entries = (await connection.execute(_ENTRIES)).scalar_one()
        return entries, (await connection.execute(_STARTED)).scalar_one()


@pytest.mark.gate
def test_any_sequence_of_commands_keeps_to_the_contract(
    api_url: str, issuer: DevelopmentIssuer
) -> None:
    with Stage(api_url, issuer) as stage:
        HandOvers.stage, HandOvers.reached = stage, Counter()
        run_state_machine_as_test(
            HandOvers,
            # The same walks on every run, so that a state is reached always or never.
            settings=settings(
                max_examples=80, stateful_step_count=60, deadline=None, derandomize=True
            ),
        )
    far = {S.ACCEPTED, S.REJECTED, S.DISPUTED, S.RETURNED, S.COMPLETED}
    assert far <= set(HandOvers.reached)
