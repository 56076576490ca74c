"""What callers send and see of the leads and the parties of a case."""

from uuid import UUID

from pydantic import field_serializer

from app.cases import masks
from app.cases.codes import Channel, PartyRole
from app.core.fields import (
    Body,
    CreditCode,
    ExternalNumber,
    Instant,
    PersonName,
    Phone,
    ShortText,
    ShownAt,
    View,
)


class LeadBody(Body):
    """How the lead came in; `received_at` is the first receipt, from which the five days run."""

    channel: Channel
    received_at: Instant
    external_number: ExternalNumber | None = None
    window_id: ShortText | None = None


class PartyBody(Body):
    role: PartyRole
    name: ShortText
    credit_code: CreditCode | None = None
    contact_name: PersonName | None = None
    contact_phone: Phone | None = None
    address: ShortText | None = None


class LeadView(View):
    id: UUID
    channel: Channel
    external_number: str | None
    window_id: str | None
    received_by: str
    received_at: ShownAt


class PartyView(View):
    id: UUID
    role: PartyRole
    name: str
    credit_code: str | None
    contact_name: str | None
    contact_phone: str | None
    address: str | None

    @field_serializer("contact_phone")
    def _masked(self, number: str | None) -> str | None:
        return masks.phone(number)
