"""Which network addresses a source may be fetched from, judged before a connection is made to one of them."""

from __future__ import annotations

import ipaddress

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_NAT64 = ipaddress.ip_network("64:ff9b::/96")  # RFC 6052: an IPv4 address in the last 32 bits
_LOCAL_NAT64 = ipaddress.ip_network("64:ff9b:1::/48")  # RFC 8215: a translator of the own network
_METADATA = frozenset({ipaddress.ip_address("168.63.129.16")})  # Azure's; those of other clouds are not global


def find_refusal(address: str, *, local: bool) -> str | None:
    """An IP address → why a connection to it is refused, or None.

    A local source is on loopback and nowhere else; any other never reaches a loopback, private, link-local, shared
    (100.64/10), metadata or otherwise special address, also when it is wrapped in IPv6 (mapped, 6to4, Teredo, NAT64).
    """
    try:
        ip = _unwrap(ipaddress.ip_address(address.split("%", 1)[0]))
    except ValueError:
        return f"not an IP address: {address}"
    if local:
        return None if ip.is_loopback else f"a local source is on loopback, {ip} is not"
    if _is_special(ip):
        return f"a private or special network address ({ip})"
    return None


def _is_special(ip: _Address) -> bool:
    if not ip.is_global or ip.is_multicast or ip.is_reserved or ip in _METADATA:
        return True
    return isinstance(ip, ipaddress.IPv6Address) and (ip.is_site_local or ip in _LOCAL_NAT64)


def _unwrap(ip: _Address) -> _Address:
    if isinstance(ip, ipaddress.IPv4Address):
        return ip
    if ip in _NAT64:
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else ip)
