"""Where the document is kept and served, and whether the kept one is still true."""

import json
import sys
from functools import cache
from pathlib import Path
from typing import Final

from fastapi import APIRouter, FastAPI, Request
from starlette.responses import Response

from app.openapi.document import document

PATH: Final = Path(__file__).parents[2] / "openapi" / "openapi.json"

router = APIRouter(include_in_schema=False)


def text(app: FastAPI) -> str:
    return json.dumps(document(app), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def main(app: FastAPI, *, check: bool) -> int:
    """Write the committed document, or say whether it still is what the routes give."""
    made = text(app)
    if not check:
        PATH.write_text(made, encoding="utf-8")
        return 0
    if PATH.exists() and PATH.read_text(encoding="utf-8") == made:
        return 0
    sys.stderr.write("openapi/openapi.json is out of date: run `liandong openapi`.\n")
    return 1


@router.get("/openapi.json")
async def get_document(request: Request) -> Response:
    return Response(_bytes(request.app), media_type="application/json")


@cache
def _bytes(app: FastAPI) -> bytes:
    return text(app).encode()
