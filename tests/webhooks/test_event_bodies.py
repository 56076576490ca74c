import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from app.events import envelope
from app.events.models import JournalEntry

ENTRY_ID = UUID("019c0000-0000-7000-8000-000000000001")
CASE_ID = UUID("019c0000-0000-7000-8000-000000000002")
REFERRAL_ID = UUID("019c0000-0000-7000-8000-000000000003")


def entry(**changes: Any) -> JournalEntry:
    values: dict[str, Any] = {
        "id": ENTRY_ID,
        "seq": 7,
        "xid": 900,
        "stream": str(CASE_ID),
        "sequence": 12,
        "case_id": CASE_ID,
        "piece_id": REFERRAL_ID,
        "type": "referral.accepted",
        "subject": REFERRAL_ID,
        "version": 2,
        "occurred_at": datetime(2026, 3, 2, 1, 30, tzinfo=UTC),
        "agency": "310120-union",
        "unit": "",
        "role": "officer",
        "client_id": "310120-union-portal",
        "person": "officer-1",
        "on_behalf_of": "someone",
        "request_id": "request-1",
        "facts": {"status": "accepted"},
        "narrative": {"officer": "王小明"},
    }
    return JournalEntry(**{**values, **changes})


def test_an_event_is_a_cloudevent_in_the_time_of_china() -> None:
    assert json.loads(envelope.body_of(entry())) == {
        "specversion": "1.0",
        "id": str(ENTRY_ID),
        "source": "urn:liandong:310120",
        "type": "referral.accepted",
        "subject": str(REFERRAL_ID),
        "time": "2026-03-02T09:30:00+08:00",
        "datacontenttype": "application/json",
        "sequence": "0000000012",
        "data": {
            "id": str(REFERRAL_ID),
            "version": 2,
            "case_id": str(CASE_ID),
            "piece_id": str(REFERRAL_ID),
            "facts": {"status": "accepted"},
        },
    }


def test_an_event_of_the_whole_case_names_no_piece_of_work() -> None:
    assert json.loads(envelope.body_of(entry(piece_id=None)))["data"]["piece_id"] is None


def test_neither_people_nor_what_they_wrote_leave_in_an_event() -> None:
    body = envelope.body_of(entry()).decode()

    for kept in ("王小明", "officer-1", "someone", "request-1", "portal"):
        assert kept not in body


def test_later_positions_sort_after_earlier_ones_as_text() -> None:
    positions = [
        json.loads(envelope.body_of(entry(sequence=number)))["sequence"]
        for number in (1, 2, 10, 99, 100)
    ]

    assert positions == sorted(positions)


def test_the_same_event_has_the_same_bytes() -> None:
    assert envelope.body_of(entry()) == envelope.body_of(entry())
