"""How each route is reached: the thing it is about, what is sent, and how it answers whom it lets.

A new route needs a line here before the authorisation test passes again.
"""

from dataclasses import dataclass
from typing import Any, Final

from app.auth.policy import Permission
from app.referrals.lifecycle import ReferralAction
from tests import bodies
from tests.deadlines.notices import NEW_YEAR_2028
from tests.gate import world
from tests.gate.model import At
from tests.gate.world import Maker
from tests.referrals.piece import ACTS

P = Permission
OK: Final = frozenset({200})
CONFLICT: Final = frozenset({409})
"""Everything that is asked of the caller was right; only the state of the thing was not."""


@dataclass(frozen=True)
class Reach:
    """One way to a route; names in braces in the body become ids of the thing.

    With `only_for`, of all whom the table lets only these of the district are let.
    """

    make: Maker = world.nothing
    body: Any = None
    query: str = ""
    answers: frozenset[int] = OK
    asks_too: Permission | None = None
    only_for: frozenset[At] | None = None


def _of_case(body: Any = None, **changes: Any) -> tuple[Reach, ...]:
    """A route that is open in a case of its own, in a shared one, and during a triage."""
    makers = (world.own_case, world.shared_case, world.case_in_triage)
    return tuple(Reach(make, body, **changes) for make in makers)


def _move(action: ReferralAction) -> tuple[Reach, ...]:
    return tuple(Reach(make, ACTS[action][1]) for make in world.moved(action))


_SENT = world.moved(ReferralAction.ACCEPTANCE)
_REASON: Final = {"reason": "工资已付清"}
_ROUTE: Final = {"to_agency": "310120-court", "purpose": "litigation", "asked_action": "请立案"}
_SOUGHT: Final = {"sought": "考勤记录", "holder": "总承包单位", "proves": "工作时间"}
_SPAN: Final = {
    "division": "310120",
    "start": "2026-03-02",
    "term": {"amount": 5, "unit": "working_day"},
}
_FEEDS = (world.feed_of(world.JUSTICE), world.feed_of(world.INSPECTION))
_ENDPOINTS = (world.endpoint_of(world.JUSTICE), world.endpoint_of(world.INSPECTION))

REACH: Final[dict[str, tuple[Reach, ...]]] = {
    "send_referral": (
        Reach(
            body=bodies.referral(to_agency="310120-town"),
            answers=frozenset({422}),
            asks_too=P.REGISTER_CASE,
        ),
        *_of_case({**_ROUTE, "case_id": "{case_id}"}),
    ),
    "list_referrals": (Reach(), Reach(query="?box=outbox")),
    "get_referral": tuple(map(Reach, _SENT)),
    "list_referral_actions": tuple(map(Reach, _SENT)),
    "receive_referral": _move(ReferralAction.RECEIPT),
    "accept_referral": _move(ReferralAction.ACCEPTANCE),
    "reject_referral": _move(ReferralAction.REJECTION),
    "request_supplement": _move(ReferralAction.SUPPLEMENT_REQUEST),
    "supplement_referral": _move(ReferralAction.SUPPLEMENT),
    "withdraw_referral": _move(ReferralAction.WITHDRAWAL),
    "assign_referral": _move(ReferralAction.ASSIGNMENT),
    "request_return": _move(ReferralAction.RETURN_REQUEST),
    "confirm_return": _move(ReferralAction.RETURN_CONFIRMATION),
    "refuse_return": _move(ReferralAction.RETURN_REFUSAL),
    "object_to_rejection": _move(ReferralAction.OBJECTION),
    "rule_on_referral": _move(ReferralAction.STATION_RULING),
    "complete_referral": _move(ReferralAction.COMPLETION),
    "register_case": (Reach(body=bodies.case()),),
    "list_cases": (Reach(),),
    "get_case": _of_case(),
    "correct_case": _of_case({"urgency": "urgent"}),
    "list_case_actions": _of_case(),
    "close_case": (Reach(world.finished_case, _REASON), *_of_case(_REASON, answers=CONFLICT)),
    "reopen_case": (Reach(world.closed_case, _REASON), *_of_case(_REASON, answers=CONFLICT)),
    "withdraw_case": (
        Reach(world.own_case, _REASON),
        Reach(world.shared_case, _REASON, answers=CONFLICT),
        Reach(world.case_in_triage, _REASON, answers=CONFLICT),
    ),
    "record_fact": _of_case({
        "kind": "employment_ended",
        "occurred_on": "2026-03-01",
        "concerns": "{worker_id}",
    }),
    "get_fact": (Reach(world.fact),),
    "add_lead": _of_case(bodies.case()["lead"]),
    "get_lead": _of_case(),
    "add_party": _of_case({"role": "owner", "name": "海湾建设集团有限公司"}),
    "get_party": _of_case(),
    "add_worker": _of_case(bodies.worker(name="李秀英")),
    "get_worker": _of_case(),
    "correct_worker": _of_case({"is_pensioner": True}),
    "add_claim": _of_case({"kind": "overtime", "amount_fen": 420_000}),
    "get_claim": _of_case(),
    "correct_claim": _of_case({"evidence_level": "A"}),
    "conclude_claim": _of_case({"status": "withdrawn_by_worker", "reason": "劳动者撤回"}),
    "open_triage": (
        Reach(world.own_case, {"question": "由谁办理？"}),
        Reach(world.shared_case, {"question": "由谁办理？"}),
        Reach(world.case_in_triage, {"question": "由谁办理？"}, answers=CONFLICT),
    ),
    "get_triage": (Reach(world.case_in_triage),),
    "take_position": (Reach(world.case_in_triage, {"stance": "agree"}),),
    "decide_triage": (Reach(world.case_in_triage, {"routes": [_ROUTE], "reasons": "先行起诉"}),),
    "get_timeline": _of_case(),
    "list_events": (Reach(),),
    "request_evidence": _of_case({"to_agency": "310120-hrss", "items": [_SOUGHT]}),
    "list_evidence_requests": (Reach(), Reach(query="?box=outbox")),
    "get_evidence_request": (Reach(world.requested_evidence),),
    "accept_evidence_request": (Reach(world.requested_evidence, {}),),
    "answer_evidence_request": (
        Reach(
            world.accepted_evidence,
            {"answers": [{"item_id": "{item_id}", "kind": "supplied", "explanation": "已调取"}]},
        ),
    ),
    "withdraw_evidence_request": (Reach(world.requested_evidence, {"explanation": "不再需要"}),),
    "list_deadlines": (Reach(),),
    "get_deadline": (Reach(world.running_clock),),
    "explain_deadline": (Reach(world.running_clock),),
    "list_deadline_rules": (Reach(),),
    "get_deadline_rule": (Reach(world.rule),),
    "calculate_deadline": (Reach(body=_SPAN),),
    "make_deadline_feed": (Reach(body={"label": "值班日历"}),),
    "list_deadline_feeds": (Reach(),),
    "get_deadline_feed": tuple(map(Reach, _FEEDS)),
    "revoke_deadline_feed": tuple(map(Reach, _FEEDS)),
    "pause_deadline": (Reach(world.clock_of_fact, {"reason": "委托鉴定"}),),
    "resume_deadline": (Reach(world.paused_clock, {}),),
    "extend_deadline": (
        Reach(
            world.clock_of_fact,
            {
                "amount": 15,
                "approver": "parties",
                "approved_on": "2026-03-02",
                "reason": "双方同意",
            },
        ),
    ),
    "list_agencies": (Reach(),),
    "get_station": (Reach(world.station),),
    "get_calendar": (Reach(world.calendar),),
    "import_calendar": (
        Reach(world.unpublished_calendar, NEW_YEAR_2028, only_for=frozenset({world.UNION})),
    ),
    "list_candidates": (Reach(query="?purpose=mediation"),),
    "get_me": (Reach(),),
    "get_lifecycles": (Reach(),),
    "get_codes": (Reach(),),
    "register_webhook_endpoint": (
        Reach(body={"url": "http://127.0.0.1:9/events", "event_types": []}),
    ),
    "list_webhook_endpoints": (Reach(),),
    "get_webhook_endpoint": tuple(map(Reach, _ENDPOINTS)),
    "list_webhook_deliveries": tuple(map(Reach, _ENDPOINTS)),
}
