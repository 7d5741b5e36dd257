"""No page leads into a private network."""

from __future__ import annotations

import ipaddress
import json
import socket
from pathlib import Path

import pytest

from articlegrab import errors
from articlegrab.fetch import fetch, guard
from articlegrab.fetch.guard import why_closed
from tests.servers import html, raw, says, site

VECTORS = Path(__file__).parents[2] / "shared" / "vectors" / "addresses.json"

CLOSED = [
    "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
    "192.0.2.0/24",
    "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4",
    "240.0.0.0/4",
    "::/128", "::1/128", "::/96", "::ffff:0:0/96", "::ffff:0:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64",
    "200::/7",
    "2001::/32", "2001:2::/48", "2001:10::/28", "2001:20::/28", "2001:db8::/32", "2002::/16", "3ffe::/16",
    "3fff::/20", "4000::/3",
    "5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
]

OPEN = [
    "1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255",
    "128.0.0.0", "169.253.255.255",
    "169.255.0.0", "172.15.255.255", "172.32.0.0", "192.0.1.0", "192.167.255.255", "192.169.0.0", "198.17.255.255",
    "198.20.0.0",
    "223.255.255.255", "2000::1", "2001:200::1", "2606:4700::1111", "2a00:1450::1", "2003::1", "3ffd:ffff::1",
    "2001:db7::1",
]


@pytest.mark.parametrize("block", CLOSED)
def test_closed_blocks_are_closed_to_their_edges(block: str) -> None:
    """First, last and middle address of every special block are refused."""
    network = ipaddress.ip_network(block)
    for address in (network[0], network[-1], network[network.num_addresses // 2]):
        assert why_closed(str(address)) is not None


@pytest.mark.parametrize("address", OPEN)
def test_open_addresses_stay_open(address: str) -> None:
    """The neighbours of the blocks are of the open web."""
    assert why_closed(address) is None


@pytest.mark.skipif(not VECTORS.exists(), reason="the shared vectors are not here")
def test_as_others_classify_them() -> None:
    """Each address of a published classification test is judged as there."""
    for row in json.loads(VECTORS.read_text()):
        assert (why_closed(row["address"]) is None) is row["allowed"], row["address"]


def test_a_blocked_address_says_how_to_permit_it() -> None:
    """The error names the address and the switch."""
    with pytest.raises(errors.BlockedAddress, match=r"^127\.0\.0\.1 is .*loopback.*allow_private"):
        fetch("http://127.0.0.1:8080/")


def answers(monkeypatch: pytest.MonkeyPatch, *rounds: list[str]) -> list[str]:
    """Let all names have these addresses, one list a look-up, the last one for ever; gives the list of look-ups."""
    asked: list[str] = []

    def look_up(host: str, port: int, **_: object) -> list[tuple[object, ...]]:
        asked.append(host)
        return [(socket.AF_INET, 1, 6, "", (address, port)) for address in rounds[min(len(asked), len(rounds)) - 1]]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    return asked


def test_a_public_name_with_a_private_address_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """What counts is where a name leads, not what it looks like."""
    answers(monkeypatch, ["127.0.0.1"])
    with raw(says(html())) as server:
        with pytest.raises(errors.BlockedAddress):
            fetch(server.url.replace("127.0.0.1", "news.example"))
        assert server.connections == 0


def test_a_name_with_one_private_address_is_refused_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """Public and private in one answer: nothing is dialled."""
    answers(monkeypatch, ["93.184.216.34", "127.0.0.1"])
    with raw(says(html())) as server:
        with pytest.raises(errors.BlockedAddress):
            fetch(server.url.replace("127.0.0.1", "news.example"))
        assert server.connections == 0


def test_a_name_is_resolved_once_for_a_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """The address that was judged is the one that is dialled: a second look-up, which could differ, does not happen."""
    asked = answers(monkeypatch, ["127.0.0.1"], ["127.0.0.2"])
    with raw(says(html())) as server:
        fetch(server.url.replace("127.0.0.1", "news.example"), allow_private=True, respect_robots=False)
    assert asked == ["news.example"]


def test_the_next_address_is_tried_when_one_is_dead(monkeypatch: pytest.MonkeyPatch) -> None:
    """A host with several addresses is reached at the one that works."""
    answers(monkeypatch, ["127.0.0.9", "127.0.0.1"])
    with site() as news:
        url = news.page().replace("127.0.0.1", "news.example")
        page = fetch(url, allow_private=True)
        assert page.url == url
        assert news.asked("/")[0]["host"].startswith("news.example:")


@pytest.mark.parametrize("target", ["http://169.254.169.254/latest/meta-data/", "http://[::1]/", "http://localhost/"])
def test_a_redirect_into_a_private_network_is_refused(target: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each step of a redirect is judged anew: here the first address counts as open, the second does not."""
    monkeypatch.setattr(guard, "why_closed", lambda ip: None if ip == "127.0.0.1" else why_closed(ip))
    if "localhost" in target:
        target = target.replace("localhost", "127.0.0.2")
    with site() as news, pytest.raises(errors.BlockedAddress):
        fetch(news.redirect("/go", target))


def test_robots_txt_is_asked_for_under_the_same_guard() -> None:
    """The first request to a site is for robots.txt; it is not a way around."""
    with site() as news:
        with pytest.raises(errors.BlockedAddress):
            fetch(news.page(), respect_robots=True)
        assert not news.requests
