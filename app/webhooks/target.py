"""Which URLs events may be sent to."""

from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import urlsplit

from app.webhooks.errors import WebhookUrlRefused


def check(url: str, *, is_development: bool) -> None:
    """Refuse what is not https, and this machine itself; in development the loopback will do.

    Agencies are reached over private networks, so a private address is an ordinary receiver.
    """
    parts = urlsplit(url)
    host = (parts.hostname or "").rstrip(".")
    if is_development and _is_loopback(host):
        return
    if parts.scheme != "https" or _is_here(host):
        raise WebhookUrlRefused


def _is_loopback(host: str) -> bool:
    address = _address(host)
    return host == "localhost" if address is None else address.is_loopback


def _is_here(host: str) -> bool:
    address = _address(host)
    if address is None:
        # A last label of digits makes some resolvers read the name as an address in disguise.
        return host == "localhost" or host.endswith(".localhost") or _looks_numeric(host)
    return address.is_loopback or address.is_link_local or address.is_unspecified


def _looks_numeric(host: str) -> bool:
    last = host.rpartition(".")[2]
    return last.isdecimal() or last.startswith("0x")


def _address(host: str) -> IPv4Address | IPv6Address | None:
    try:
        address = ip_address(host)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
