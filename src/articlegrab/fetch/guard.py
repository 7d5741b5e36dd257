"""Which network addresses a public page may have, and finding them once.

A name is resolved one time, every address of the answer is judged, and the caller dials one of the judged addresses:
a name that changes its mind between check and connection gains nothing. The table is ours, because
`ipaddress.is_global` lets multicast, NAT64, 6to4 and others through.
"""

from __future__ import annotations

import socket
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import anyio.to_thread

from articlegrab.errors import BlockedAddress, ConnectionFailed

_CLOSED = [
    (ip_network(block), why)
    for block, why in (
        ("0.0.0.0/8", "this network"),
        ("10.0.0.0/8", "private"),
        ("100.64.0.0/10", "shared by a provider's customers"),
        ("127.0.0.0/8", "loopback"),
        ("168.63.129.16/32", "a cloud's host service"),
        ("169.254.0.0/16", "link-local, where clouds keep their metadata"),
        ("172.16.0.0/12", "private"),
        ("192.0.0.0/24", "protocol assignments"),
        ("192.0.2.0/24", "documentation"),
        ("192.88.99.0/24", "6to4 relay"),
        ("192.168.0.0/16", "private"),
        ("198.18.0.0/15", "benchmarking"),
        ("198.51.100.0/24", "documentation"),
        ("203.0.113.0/24", "documentation"),
        ("224.0.0.0/4", "multicast"),
        ("240.0.0.0/4", "reserved"),
        # IPv6: hosts live in 2000::/3. Outside it everything is closed but a rest of 0000::/8 that nobody routes.
        ("::1/128", "loopback"),
        ("::ffff:0:0/96", "an IPv4 address in IPv6 spelling"),
        ("::/16", "unspecified, or IPv4 in IPv6 spelling"),
        ("64:ff9b::/32", "IPv4 behind NAT64"),
        ("100::/8", "discard"),
        ("200::/7", "reserved"),
        ("400::/6", "reserved"),
        ("800::/5", "reserved"),
        ("1000::/4", "reserved"),
        ("2001::/23", "protocol assignments, Teredo among them"),
        ("2001:db8::/32", "documentation"),
        ("2002::/16", "IPv4 behind 6to4"),
        ("3ffe::/16", "handed back"),
        ("3fff::/20", "documentation"),
        ("4000::/2", "reserved"),
        ("fc00::/7", "private"),
        ("fe80::/10", "link-local"),
        ("fec0::/10", "site-local"),
        ("ff00::/8", "multicast"),
        ("8000::/1", "reserved"),
    )
]

_MOST_ADDRESSES = 8
"""Addresses of one name that are dialled in turn; the rest is left out."""


def why_closed(address: str) -> str | None:
    """What an IP address is instead of an address of the open web; None if it is one.

    >>> why_closed("127.0.0.1")
    'loopback'
    >>> why_closed("fe80::1%eth0")
    'link-local'
    >>> why_closed("2606:4700:4700::1111")
    """
    ip: IPv4Address | IPv6Address = ip_address(address.partition("%")[0])
    return next((why for block, why in _CLOSED if ip.version == block.version and ip in block), None)


async def addresses(host: str, port: int, *, allow_private: bool) -> list[str]:
    """The IP addresses of `host`, in the order to dial them.

    Raises ConnectionFailed if it has none, and BlockedAddress if one of them is not of the open web: a name that
    answers with both kinds is refused as a whole.
    """
    try:
        alone = anyio.CapacityLimiter(1)  # no queue: names that hang do not hold up others
        answer = await anyio.to_thread.run_sync(_look_up, host, port, abandon_on_cancel=True, limiter=alone)
    except socket.gaierror as error:
        failure = ConnectionFailed(f"no address found for {host}; check the spelling and the connection")
        failure.retryable = error.errno == socket.EAI_AGAIN
        raise failure from error
    except (OSError, UnicodeError) as error:
        raise ConnectionFailed(f"the name {host!r} cannot be looked up") from error
    if not allow_private:
        for address in answer:
            if why := why_closed(address):
                where = host if address == host else f"{host}, which is at {address},"
                raise BlockedAddress(f"{where} is not of the open web ({why}); allow_private=True permits it")
    return answer[:_MOST_ADDRESSES]


def check_spelling(host: str) -> None:
    """Refuse, without looking anything up, a host that is itself spelled as an address that is not of the open web.

    Raises BlockedAddress. For where somebody else does the looking up, as a proxy.
    """
    try:
        numeric = socket.getaddrinfo(host, None, flags=socket.AI_NUMERICHOST)
    except (OSError, UnicodeError):
        numeric = []
    for *_, where in numeric:
        if why := why_closed(str(where[0])):
            raise BlockedAddress(f"{host} is not of the open web ({why}); allow_private=True permits it")
    if host.rstrip(".").endswith("localhost"):
        raise BlockedAddress(f"{host} is not of the open web (loopback); allow_private=True permits it")


def _look_up(host: str, port: int) -> list[str]:
    """Ask the system for all addresses, each once; this blocks."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(where[0]) for *_, where in found))
