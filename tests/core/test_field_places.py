"""Where a fault is: in our own names for members and parameters, never in the caller's."""

from typing import Annotated

import pytest
from fastapi import FastAPI, Header, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from httpx import ASGITransport, AsyncClient

from app.core import field_codes as codes
from app.core import fields
from app.core.errors import FieldFault
from app.core.fields import Body, faults
from tests.core.registrations import CANARY, Employer, located


def test_a_missing_member_is_named_where_it_should_stand() -> None:
    assert located({"claims": [{"owed": 1}]})["/claims/0/paid_on"] == "required"
    assert located({}, Employer) == {"/name": "required"}


def test_an_unknown_member_is_not_named_for_its_name_is_the_callers() -> None:
    assert located({"name": "x", CANARY: 1}, Employer) == {"/*": "unknown-member"}
    assert located({"name": "x", "zhang_san": 1}, Employer) == {"/*": "unknown-member"}


def test_a_hundred_unknown_members_are_one_fault_and_hide_no_other() -> None:
    written = {f"k{number}": number for number in range(100)}

    assert located(written, Employer) == {"/name": "required", "/*": "unknown-member"}


@pytest.mark.parametrize("written", [None, [], "x", 1, True, [{}]])
def test_a_body_that_is_not_an_object_is_a_fault_of_the_whole(written: object) -> None:
    assert located(written) == {"": "not-object"}


@pytest.mark.parametrize(
    ("place", "pointer"),
    [
        (("body",), ""),
        (("body", "employer", "name"), "/employer/name"),
        (("body", "claims", 12, "owed"), "/claims/12/owed"),
        (("body", "a/b~c"), "/*"),
        (("body", "张三"), "/*"),
        (("body", "function-after[check(), str]"), "/*"),
        (("body", "x" * 65), "/*"),
        (("query", "limit"), "?limit"),
        (("query", "status", 0), "?status"),
        (("header", "if-match"), "header:If-Match"),
        (("header", "idempotency-key"), "header:Idempotency-Key"),
        (("path", "referral_id"), "path:referral_id"),
        (("cookie", "session"), "cookie:session"),
        (("employer", "name"), "/employer/name"),
        ((3, "owed"), "/3/owed"),
        ((), ""),
    ],
)
def test_a_place_is_a_json_pointer_or_a_marked_parameter(
    place: tuple[int | str, ...], pointer: str
) -> None:
    (fault,) = faults([{"type": "missing", "loc": place, "msg": "", "input": None}])

    assert fault == FieldFault(pointer, "required", codes.FIELD_TEXTS["required"])


async def test_parameters_of_a_route_are_located_by_their_kind() -> None:
    service = FastAPI()

    class Filters(Body):
        overdue: fields.QueryFlag = False

    @service.post("/referrals/{referral_id}")
    async def _(
        referral_id: fields.Identifier,
        filters: Annotated[Filters, Query()],
        if_match: Annotated[str, Header()],
        body: Employer,
    ) -> None: ...

    @service.exception_handler(RequestValidationError)
    async def _(_: Request, error: RequestValidationError) -> JSONResponse:
        return JSONResponse({fault.pointer: fault.code for fault in faults(error.errors())})

    async with AsyncClient(transport=ASGITransport(service), base_url="http://service") as client:
        answer = await client.post("/referrals/1?overdue=yes&zhang=1", json={"name": 1})

    assert answer.json() == {
        "path:referral_id": "uuid-format",
        "?overdue": "not-boolean",
        "?*": "unknown-member",
        "header:If-Match": "required",
        "/name": "not-text",
    }
