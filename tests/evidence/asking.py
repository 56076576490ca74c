"""A case that lacks evidence, and a request for it, to be varied by keyword."""

from datetime import datetime
from typing import Any
from uuid import UUID

from tests import bodies
from tests.conftest import DeskOf
from tests.station import Desk

PROCURATORATE = "310120-procuratorate"


def sought(**changes: Any) -> dict[str, Any]:
    return {
        "sought": "2025 年 10 月至 12 月的考勤记录",
        "holder": "项目部实名制管理平台",
        "proves": "劳动者在该项目出勤的天数",
        **changes,
    }


def request_body(**changes: Any) -> dict[str, Any]:
    return {
        "to_agency": PROCURATORATE,
        "items": [
            sought(),
            sought(sought="工资发放流水", holder="开户银行", proves="已付与未付的金额"),
            sought(sought="分包合同", holder="总包单位", proves="用工主体"),
        ],
        "note": "劳动者手中只有聊天记录",
        **changes,
    }


async def open_case(desk: Desk) -> str:
    """The id of a case of this desk, which has asked for legal aid for it."""
    legal_aid = {"to_agency": "310120-justice", "purpose": "legal_aid"}
    sent = await desk.create("/referrals", bodies.referral(**legal_aid))
    assert sent.status_code == 201, sent.text
    return str(sent.json()["case_id"])


async def request(at: DeskOf, **changes: Any) -> dict[str, Any]:
    """A request of the union's, on a case of its own."""
    union = at("union")
    case_id = await open_case(union)
    asked = await union.create(f"/cases/{case_id}/evidence-requests", request_body(**changes))
    assert asked.status_code == 201, asked.text
    shown: dict[str, Any] = asked.json()
    return shown


async def accepted_request(at: DeskOf) -> dict[str, Any]:
    asked = await request(at)
    accepted = await at("procuratorate").change(f"{path_of(asked)}/acceptance", {})
    assert accepted.status_code == 200, accepted.text
    shown: dict[str, Any] = accepted.json()
    return shown


def read(view: dict[str, Any]) -> dict[str, Any]:
    """The view with its instants as instants, so that the offset they are shown in is no matter."""
    return {
        name: datetime.fromisoformat(value) if name.endswith("_at") and value else value
        for name, value in view.items()
    }


def path_of(request: dict[str, Any]) -> str:
    return f"/evidence-requests/{UUID(request['id'])}"


def answers(request: dict[str, Any]) -> list[dict[str, Any]]:
    """The first entry is supplied, the second refused, and the others could not be had."""
    said = [
        ("supplied", "已调取，存于检察院第三检察部卷宗"),
        ("refused", "银行要求持法院调查令"),
        ("unavailable", "总包单位已注销，走访两次未果"),
    ]
    return [
        {"item_id": entry["id"], "kind": kind, "explanation": explanation}
        for entry, (kind, explanation) in zip(request["items"], said, strict=True)
    ]
