"""Run in a network of its own: a name server on 127.0.0.1 that changes its mind, a web server there, and the fetcher.

Prints how many names were answered, how many connections the web server got while it was not allowed, and how many in a
last request that was, which shows that it could have.
"""

from __future__ import annotations

import json
import socket
import struct
import subprocess
import threading
from pathlib import Path

import articlegrab as ag
from tests.servers import site

_PUBLIC, _PRIVATE = "93.184.216.34", "127.0.0.1"


class NameServer:
    """Answers every question for an address, by turns with a public and a private one."""

    def __init__(self) -> None:
        self.answers = 0
        self._wire = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._wire.bind(("127.0.0.1", 53))
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            question, asker = self._wire.recvfrom(4096)
            end = question.index(b"\0", 12) + 5
            found = b""
            if question[end - 4:end - 2] == b"\0\x01":  # an A record; none of other kinds
                address = _PRIVATE if b"private" in question else (_PUBLIC, _PRIVATE)[self.answers % 2]
                self.answers += 1
                found = b"\xc0\x0c\0\1\0\1\0\0\0\0\0\4" + socket.inet_aton(address)
            head = question[:2] + b"\x81\x80" + struct.pack("!HHHH", 1, 1 if found else 0, 0, 0)
            self._wire.sendto(head + question[12:end] + found, asker)


def main() -> None:
    """Set the network up, and count."""
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    settings = Path("/tmp/articlegrab-resolv.conf")
    settings.write_text("nameserver 127.0.0.1\noptions timeout:1 attempts:1\n")
    subprocess.run(["mount", "--bind", str(settings), "/etc/resolv.conf"], check=True)
    names = NameServer()
    with site() as inside:
        inside.page("/")
        port = inside.url.rpartition(":")[2]
        options = ag.FetchOptions(retries=1, delay=0, timeout=5)
        with ag.Fetcher(options) as fetcher:
            outcomes = list(fetcher.fetch_many(f"http://{number}.news.example:{port}/" for number in range(200)))
        assert all(isinstance(fetched.error, ag.FetchError) for fetched in outcomes)
        connections = inside.connections
        ag.fetch(f"http://private.example:{port}/", allow_private=True, respect_robots=False)
        control = inside.connections - connections
    print(json.dumps({"answers": names.answers, "connections": connections, "control": control}))


if __name__ == "__main__":
    main()
