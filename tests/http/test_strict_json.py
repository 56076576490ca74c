"""The strict reader through a route; tests/core proves it alone and in full."""

import gzip
import json
from collections.abc import AsyncIterator
from typing import Any, Final

import pytest

from tests import bodies
from tests.conftest import DeskOf
from tests.station import Desk

GOOD: Final = json.dumps(bodies.referral(), ensure_ascii=False)


async def post(desk: Desk, content: Any, **headers: str) -> Any:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return await desk.http.post(
        "/v1/referrals",
        content=content,
        headers={
            "Authorization": f"Bearer {desk.token}",
            "Idempotency-Key": "strict",
            "Content-Type": "application/json",
            **named,
        },
    )


def replaced(old: str, new: str) -> bytes:
    assert old in GOOD
    return GOOD.replace(old, new, 1).encode()


@pytest.fixture
def desk(at: DeskOf) -> Desk:
    return at("justice")


async def test_the_document_itself_is_taken(desk: Desk) -> None:
    assert (await post(desk, GOOD.encode())).status_code == 201


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"   ", id="blanks"),
        pytest.param(GOOD.encode()[:-1], id="truncated"),
        pytest.param(GOOD.encode() * 2, id="two documents"),
        pytest.param(GOOD.encode() + b"x", id="something behind"),
        pytest.param(replaced('"summary"', '"employer": "甲", "summary"'), id="nested duplicate"),
        pytest.param(replaced('"purpose"', '"to_agency": "x", "purpose"'), id="duplicate"),
        pytest.param(replaced('"purpose"', '"to\\u005fagency": 1, "purpose"'), id="escaped twin"),
        pytest.param(replaced("3500000", "NaN"), id="NaN"),
        pytest.param(replaced("3500000", "Infinity"), id="Infinity"),
        pytest.param(replaced("3500000", "1e400"), id="beyond every number"),
        pytest.param(replaced("3500000", "-0"), id="minus nought"),
        pytest.param(replaced("3500000", "9" * 5000), id="endless number"),
        pytest.param(replaced("宏达", "宏\\u0000达"), id="NUL"),
        pytest.param(replaced("宏达", "宏\\ud800达"), id="half a character"),
        pytest.param(replaced("宏达", "宏\u202e达"), id="writing direction"),
        pytest.param(GOOD.encode("utf-16"), id="UTF-16"),
        pytest.param(GOOD.encode("utf-32"), id="UTF-32"),
        pytest.param(GOOD.encode("utf-8-sig"), id="byte order mark"),
        pytest.param(GOOD.encode("gb18030"), id="GB 18030"),
        pytest.param(b"[" * 100_000, id="endless nesting"),
        pytest.param(b"[" * 17 + b"]" * 17, id="17 levels"),
        pytest.param(json.dumps([0] * 50_001).encode(), id="50001 values"),
    ],
)
async def test_what_is_not_one_clean_document_is_malformed(desk: Desk, content: bytes) -> None:
    refused = await post(desk, content)

    assert (refused.status_code, refused.json()["code"]) == (400, "malformed-request")


@pytest.mark.parametrize("content", [b"null", b"[]", b'"text"', b"1", b"true", b"{}"])
async def test_a_document_of_the_wrong_kind_does_not_fit_the_contract(
    desk: Desk, content: bytes
) -> None:
    refused = await post(desk, content)

    assert (refused.status_code, refused.json()["code"]) == (422, "invalid-request")


async def test_a_flood_of_members_is_refused(desk: Desk) -> None:
    flood = ("{" + ",".join(f'"{n}":1' for n in range(200_000)) + "}").encode()

    refused = await post(desk, flood)

    assert (refused.status_code, refused.json()["code"]) == (400, "malformed-request")


async def test_a_body_over_the_limit_is_refused_by_its_length_and_by_its_bytes(
    desk: Desk,
) -> None:
    async def unannounced() -> AsyncIterator[bytes]:
        for _ in range(5):
            yield b" " * 1024 * 1024

    by_length = await post(desk, b"{}", Content_Length=str(4 * 1024 * 1024 + 1))
    by_bytes = await post(desk, unannounced())

    for refused in (by_length, by_bytes):
        assert (refused.status_code, refused.json()["code"]) == (413, "body-too-large")
        assert refused.json()["limit_bytes"] > 0


async def test_a_small_command_takes_a_small_body_only(desk: Desk) -> None:
    content = b" " * (256 * 1024) + b"{}"
    path = "/v1/referrals/01890a5d-ac96-774b-bcce-b302099a8057/receipt"

    refused = await desk.http.post(
        path,
        content=content,
        headers={"Authorization": f"Bearer {desk.token}", "Content-Type": "application/json"},
    )

    assert (refused.status_code, refused.json()["limit_bytes"]) == (413, 256 * 1024)


@pytest.mark.parametrize(
    "media_type",
    [
        "text/plain", "application/x-www-form-urlencoded", "application/xml", "", "application",
        "application/json;foo", "application/json; charset=utf-7", "application/json; charset=gbk",
        "application/merge-patch+json", "multipart/form-data; boundary=x", "text/json",
    ],
)  # fmt: skip
async def test_only_json_is_taken(desk: Desk, media_type: str) -> None:
    refused = await post(desk, GOOD.encode(), Content_Type=media_type)

    assert (refused.status_code, refused.json()["code"]) == (415, "unsupported-media-type")


@pytest.mark.parametrize(
    "media_type",
    ["application/json; charset=utf-8", "application/json;charset=UTF-8", "Application/JSON"],
)
async def test_json_may_say_that_it_is_utf_8(desk: Desk, media_type: str) -> None:
    assert (await post(desk, GOOD.encode(), Content_Type=media_type)).status_code == 201


async def test_a_compressed_body_is_not_unpacked(desk: Desk) -> None:
    bomb = gzip.compress(b" " * 10_000_000)

    refused = await post(desk, bomb, Content_Encoding="gzip")

    assert (refused.status_code, refused.json()["code"]) == (415, "unsupported-media-type")


async def test_a_command_without_a_body_is_asked_for_one(desk: Desk) -> None:
    path = "/v1/referrals/01890a5d-ac96-774b-bcce-b302099a8057/receipt"
    request = desk.http.build_request(
        "POST", path, headers={"Authorization": f"Bearer {desk.token}", "If-Match": '"1"'}
    )
    del request.headers["content-length"]

    refused = await desk.http.send(request)

    assert (refused.status_code, refused.json()["code"]) == (411, "length-required")
