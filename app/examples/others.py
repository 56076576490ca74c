"""The examples of evidence requests, deadlines, events, webhooks, and what the service says."""

from typing import Final

from app.examples.objects import (
    DEADLINE,
    DEADLINE_FEED,
    EVIDENCE_REQUEST,
    PROCURATORATE,
    UNION,
    WEBHOOK_ENDPOINT,
    Example,
    case,
    clock_of_fact,
    example,
    object_id,
)


def _request(number: int) -> dict[str, str]:
    return {"request_id": object_id(EVIDENCE_REQUEST, number)}


def _feed(number: int) -> dict[str, str]:
    return {"feed_id": object_id(DEADLINE_FEED, number)}


_ENDPOINT: Final = {"endpoint_id": object_id(WEBHOOK_ENDPOINT, 51)}

EXAMPLES: Final[dict[str, Example]] = {
    "request_evidence": example(
        UNION,
        "officer",
        path=case(41),
        body={
            "to_agency": PROCURATORATE,
            "items": [
                {
                    "sought": "2025 年 10 月至 12 月银行流水",
                    "holder": "开户银行",
                    "proves": "工资发放与欠付金额",
                }
            ],
        },
    ),
    "list_evidence_requests": example(PROCURATORATE, "officer", query={"box": "inbox"}),
    "get_evidence_request": example(PROCURATORATE, "officer", path=_request(42)),
    "accept_evidence_request": example(
        PROCURATORATE, "officer", path=_request(43), if_match='"1"', body={}
    ),
    "answer_evidence_request": example(
        PROCURATORATE,
        "officer",
        path=_request(44),
        if_match='"2"',
        body={
            "answers": [
                {
                    "item_id": object_id(EVIDENCE_REQUEST, 44, 1),
                    "kind": "supplied",
                    "explanation": "银行流水原件存检察卷，副本已送总工会。",
                }
            ]
        },
    ),
    "withdraw_evidence_request": example(
        UNION,
        "officer",
        path=_request(45),
        if_match='"1"',
        body={"explanation": "劳动者已自行提供，无需再调取。"},
    ),
    "list_deadlines": example(UNION, "officer", query={"limit": "20"}),
    "get_deadline": example(
        UNION, "officer", path={"deadline_id": case(1, deadline=DEADLINE)["deadline"]}
    ),
    "explain_deadline": example(
        UNION, "officer", path={"deadline_id": case(1, deadline=DEADLINE)["deadline"]}
    ),
    "pause_deadline": example(
        UNION,
        "officer",
        path=clock_of_fact(62),
        if_match='"1"',
        body={"on": "2026-03-06", "reason": "诉前委托工资数额鉴定。"},
    ),
    "resume_deadline": example(
        UNION,
        "officer",
        path=clock_of_fact(63),
        if_match='"2"',
        body={"on": "2026-03-10", "note": "已收到鉴定意见。"},
    ),
    "extend_deadline": example(
        UNION,
        "lead",
        path=clock_of_fact(64),
        if_match='"1"',
        body={
            "amount": 15,
            "approver": "parties",
            "approved_on": "2026-03-11",
            "reason": "双方同意继续调解。",
        },
    ),
    "list_events": example(UNION, "system", query={"limit": "50"}),
    "register_webhook_endpoint": example(
        UNION,
        "admin",
        body={
            "url": "https://union.fengxian.example/liandong",
            "event_types": ["referral.accepted", "referral.completed"],
        },
    ),
    "list_webhook_endpoints": example(UNION, "admin"),
    "get_webhook_endpoint": example(UNION, "admin", path=_ENDPOINT),
    "list_webhook_deliveries": example(UNION, "admin", path=_ENDPOINT),
    "list_agencies": example(UNION, "officer"),
    "get_station": example(UNION, "officer", path={"division": "310120"}),
    "list_candidates": example(UNION, "officer", query={"purpose": "evidence_assist"}),
    "list_deadline_rules": example(UNION, "officer", query={"category": "arbitration"}),
    "get_deadline_rule": example(UNION, "officer", path={"code": "ARB_AWARD_45D"}),
    "calculate_deadline": example(
        UNION,
        "officer",
        body={
            "division": "310120",
            "start": "2024-02-05",
            "term": {"amount": 5, "unit": "working_day"},
            "direction": "after",
            "roll": True,
        },
    ),
    "make_deadline_feed": example(
        UNION, "officer", body={"label": "总工会值班日历", "lifetime_days": 365}
    ),
    "list_deadline_feeds": example(UNION, "officer"),
    "get_deadline_feed": example(UNION, "officer", path=_feed(71)),
    "revoke_deadline_feed": example(UNION, "officer", path=_feed(72), if_match='"1"'),
    "get_calendar": example(UNION, "officer", path={"division": "310120", "year": "2026"}),
    "import_calendar": example(
        UNION,
        "lead",
        path={"division": "310120", "year": "2030"},
        if_match='"0"',
        body={
            "year": 2030,
            "source": "上海市人民政府办公厅关于2030年元旦放假的通知",
            "festivals": [
                {
                    "zh": "元旦",
                    "en": "New Year's Day",
                    "off_from": "2030-01-01",
                    "off_until": "2030-01-03",
                    "make_up": ["2030-01-05"],
                }
            ],
        },
    ),
    "get_me": example(UNION, "officer"),
    "get_lifecycles": example(UNION, "officer"),
    "get_codes": example(UNION, "officer"),
}
