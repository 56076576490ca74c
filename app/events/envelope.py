"""An event as others receive it: the CloudEvents body that feed and webhooks share."""

import json
from typing import Final

from app.core import clock
from app.events.models import JournalEntry

MEDIA_TYPE: Final = "application/cloudevents+json; charset=utf-8"

SPECIFICATION: Final = "1.0"
SEQUENCE_DIGITS: Final = 10
"""Positions are padded, because CloudEvents orders the text of `sequence`, not its number."""


def body_of(entry: JournalEntry) -> bytes:
    """The same bytes each time: what was signed once can be compared with what is read again.

    It says what happened to which object and nothing that a person wrote; whoever wants more
    reads the object with its own token.
    """
    event = {
        "specversion": SPECIFICATION,
        "id": entry.id,
        "source": f"urn:liandong:{entry.agency.partition('-')[0]}",
        "type": entry.type,
        "subject": entry.subject,
        "time": clock.shown(entry.occurred_at),
        "datacontenttype": "application/json",
        "sequence": f"{entry.sequence:0{SEQUENCE_DIGITS}}",
        "data": {
            "id": entry.subject,
            "version": entry.version,
            "case_id": entry.case_id,
            "piece_id": entry.piece_id,
            "facts": entry.facts,
        },
    }
    return json.dumps(event, ensure_ascii=False, separators=(",", ":"), default=str).encode()
