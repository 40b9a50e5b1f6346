"""Which network addresses a source may be fetched from, judged on the address really connected to."""

from __future__ import annotations

import ipaddress

_NAT64 = ipaddress.ip_network("64:ff9b::/96")  # RFC 6052: an IPv4 address in the last 32 bits


def find_refusal(address: str, *, local: bool) -> str | None:
    """An IP address → why a connection to it is refused, or None.

    A local source is on loopback and nowhere else; any other never reaches a loopback, private, link-local, shared
    (100.64/10) or otherwise special address, also when it is wrapped in IPv6 (mapped, 6to4, NAT64).
    """
    try:
        ip = _unwrap(ipaddress.ip_address(address.split("%", 1)[0]))
    except ValueError:
        return f"not an IP address: {address}"
    if local:
        return None if ip.is_loopback else f"a local source is on loopback, {ip} is not"
    if not ip.is_global or ip.is_multicast:
        return f"a private or special network address ({ip})"
    return None


def _unwrap(ip: ipaddress.IPv4Address | ipaddress.IPv6Address) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    if isinstance(ip, ipaddress.IPv4Address):
        return ip
    if ip in _NAT64:
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour or ip
