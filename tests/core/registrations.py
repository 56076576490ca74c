"""A request with a member of every type, and what is found wrong with it."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, HttpUrl, ValidationError

from app.core import fields
from app.core.errors import FieldFault
from app.core.fields import Body, faults

CANARY = "11010519491231002X张三"


class Purpose(StrEnum):
    INSPECTION = "inspection"
    MEDIATION = "mediation"


class Employer(Body):
    name: fields.ShortText
    credit_code: fields.CreditCode | None = None


class Claim(Body):
    owed: fields.Fen
    paid_on: fields.Day


class Registration(Body):
    purpose: Purpose
    channel: Literal["window", "hotline"]
    received_at: fields.Instant
    case_id: fields.Identifier
    worker: fields.PersonName
    id_number: fields.ResidentId
    phone: fields.Phone
    summary: fields.LongText
    division: fields.DivisionCode
    external_number: fields.ExternalNumber
    headcount: Annotated[fields.Whole, Field(ge=1, lt=10_000)]
    urgent: fields.Flag
    employer: Employer
    claims: Annotated[list[Claim], Field(min_length=1, max_length=3)]
    callback: HttpUrl


def faults_of(written: object, model: type[Body] = Registration) -> list[FieldFault]:
    try:
        model.model_validate(written)
    except ValidationError as error:
        return faults(error.errors())
    return []


def located(written: object, model: type[Body] = Registration) -> dict[str, str]:
    return {fault.pointer: fault.code for fault in faults_of(written, model)}
