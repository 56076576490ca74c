"""The examples of cases, their parts and the joint triage."""

from typing import Final

from app.examples.objects import (
    CLAIM,
    LEAD,
    PARTY,
    PROCURATORATE,
    UNION,
    WORKER,
    Example,
    case,
    example,
    fact,
)

WORKER_BODY: Final = {
    "name": "王小明",
    "identity": {"kind": "resident_id", "number": "440524188001010014"},
    "claims": [
        {
            "kind": "wages",
            "amount_fen": 3_500_000,
            "period_from": "2025-10-01",
            "period_to": "2025-12-31",
            "evidence_level": "C",
        }
    ],
}
CASE_BODY: Final = {
    "lead": {"channel": "window", "received_at": "2026-03-02T09:00:00+08:00"},
    "employer": "奉贤海湾装饰工程有限公司",
    "summary": "装修工程完工后三个月工资未付，负责人不接电话。",
    "parties": [{"role": "foreman", "name": "包工头李某"}],
    "workers": [WORKER_BODY],
}
_ROUTES: Final = [
    {
        "to_agency": PROCURATORATE,
        "purpose": "evidence_assist",
        "asked_action": "请调取银行流水。",
    },
    {
        "to_agency": "310120-hrss",
        "purpose": "inspection",
        "asked_action": "请责令支付工资。",
    },
]

EXAMPLES: Final[dict[str, Example]] = {
    "register_case": example(UNION, "window", body=CASE_BODY),
    "list_cases": example(UNION, "officer", query={"limit": "20"}),
    "get_case": example(UNION, "officer", path=case(1)),
    "list_case_actions": example(UNION, "lead", path=case(1)),
    "correct_case": example(
        UNION, "window", path=case(21), if_match='"1"', body={"urgency": "urgent"}
    ),
    "close_case": example(
        UNION,
        "lead",
        path=case(22),
        if_match='"1"',
        body={"reason": "工资全部到账，劳动者已回访。"},
    ),
    "reopen_case": example(
        PROCURATORATE,
        "lead",
        path=case(23),
        if_match='"2"',
        body={"reason": "另有工人未获支付。"},
    ),
    "withdraw_case": example(
        UNION, "officer", path=case(24), if_match='"1"', body={"reason": "劳动者撤回。"}
    ),
    "add_lead": example(
        UNION,
        "window",
        path=case(25),
        body={
            "channel": "hotline_12345",
            "received_at": "2026-03-03T10:20:00+08:00",
            "external_number": "12345-20260303-0817",
        },
    ),
    "get_lead": example(UNION, "officer", path=case(1, lead_id=LEAD)),
    "record_fact": example(
        UNION,
        "officer",
        path=case(60),
        body={
            "kind": "mediation_taken_pre_filing",
            "occurred_on": "2026-03-02",
            "document": "（2026）奉工调字第12号委派调解确认书",
        },
    ),
    "get_fact": example(UNION, "officer", path=fact(61)),
    "add_party": example(
        UNION,
        "window",
        path=case(26),
        body={"role": "general_contractor", "name": "海湾建设集团有限公司"},
    ),
    "get_party": example(UNION, "officer", path=case(1, party_id=PARTY)),
    "add_worker": example(
        UNION,
        "officer",
        path=case(27),
        body={
            "name": "李秀英",
            "identity": {"kind": "resident_id", "number": "310120189303022633"},
            "claims": [{"kind": "wages", "amount_fen": 1_280_000}],
        },
    ),
    "get_worker": example(UNION, "officer", path=case(1, worker_id=WORKER)),
    "correct_worker": example(
        UNION,
        "officer",
        path=case(28, worker_id=WORKER),
        if_match='"1"',
        body={"is_pensioner": True},
    ),
    "add_claim": example(
        UNION,
        "officer",
        path=case(29, worker_id=WORKER),
        body={"kind": "overtime", "amount_fen": 420_000, "evidence_level": "D"},
    ),
    "get_claim": example(UNION, "officer", path=case(1, claim_id=CLAIM)),
    "correct_claim": example(
        UNION,
        "officer",
        path=case(30, claim_id=CLAIM),
        if_match='"1"',
        body={"amount_fen": 3_200_000, "evidence_level": "A", "admission": "yes"},
    ),
    "conclude_claim": example(
        UNION,
        "officer",
        path=case(31, claim_id=CLAIM),
        if_match='"1"',
        body={"status": "paid", "paid_fen": 3_500_000, "reason": "雇主转账付清。"},
    ),
    "open_triage": example(
        UNION, "officer", path=case(32), body={"question": "证据不足，应走哪些途径？"}
    ),
    "get_triage": example(UNION, "officer", path=case(33)),
    "take_position": example(
        PROCURATORATE, "officer", path=case(34), body={"stance": "propose", "routes": _ROUTES}
    ),
    "decide_triage": example(
        UNION,
        "lead",
        path=case(35),
        if_match='"7"',
        body={"routes": _ROUTES, "reasons": "取证与监察同时进行。"},
    ),
    "get_timeline": example(UNION, "officer", path=case(1)),
}
