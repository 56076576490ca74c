"""The contract: the OpenAPI document, generated from the routes and kept in `openapi/`."""

from app.openapi.publishing import PATH, main, router, text

__all__ = ["PATH", "main", "router", "text"]
