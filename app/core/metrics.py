"""What Prometheus reads: requests by route and status, never by caller or object."""

from typing import Final

from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, Histogram, generate_latest
from starlette.responses import Response

_METHODS: Final = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE"})

_SECONDS: Final = Histogram(
    "liandong_request_seconds",
    "Time to answer a request.",
    ("method", "route", "status"),
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5),
)


def observe(method: str, route: str, status: int, seconds: float) -> None:
    # An unknown method is the caller's invention and must not become a new time series.
    known = method if method in _METHODS else "OTHER"
    _SECONDS.labels(known, route, str(status)).observe(seconds)


def exposition() -> Response:
    return Response(generate_latest(REGISTRY), media_type=CONTENT_TYPE_LATEST)
