"""The examples of evidence requests, deadlines, events, webhooks, and what the service says."""

from typing import Final

from app.examples.objects import (
    DEADLINE,
    EVIDENCE_REQUEST,
    PROCURATORATE,
    UNION,
    WEBHOOK_ENDPOINT,
    Example,
    case,
    example,
    object_id,
)


def _request(number: int) -> dict[str, str]:
    return {"request_id": object_id(EVIDENCE_REQUEST, number)}


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
    "get_me": example(UNION, "officer"),
    "get_lifecycles": example(UNION, "officer"),
    "get_codes": example(UNION, "officer"),
}
