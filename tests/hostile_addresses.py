"""Addresses that lead into a private network, in every spelling, for the fetcher's tests."""

from __future__ import annotations

HOSTS = [
    "127.0.0.1", "127.1", "127.0.1", "2130706433", "0x7f000001", "0x7f.1", "0x7f.0.0.1", "0177.0.0.1", "017700000001",
    "127.000.000.001", "127.0.0.2", "127.255.255.254", "0", "0.0.0.0", "00", "0x0", "localhost", "LOCALHOST",
    "localhost.", "127.0.0.1.", "127。0。0。1", "１２７.0.0.1", "①②⑦.0.0.1", "ⓛocalhost", "ｌocalhost", "[::1]", "[::]",
    "[0:0:0:0:0:0:0:1]", "[0000::0001]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]",
    "[::ffff:0:127.0.0.1]", "[::127.0.0.1]", "[::7f00:1]",
    "[64:ff9b::7f00:1]", "[64:ff9b:1::7f00:1]", "[2002:7f00:1::]", "[2002:a9fe:a9fe::]",
    "[2001:0:4136:e378:8000:63bf:807f:fffe]", "[::ffff:169.254.169.254]", "[::ffff:10.0.0.1]", "[fe80::1]",
    "[fe80::1%25eth0]", "[::1%25lo]", "[fc00::1]", "[fd00:ec2::254]", "[fec0::1]", "[ff02::1]", "[ff0e::1]", "[100::1]",
    "[2001:db8::1]", "[3fff::1]", "[5f00::1]", "169.254.169.254", "0xa9fea9fe", "2852039166", "0251.0376.0251.0376",
    "10.0.0.1", "0x0a000001", "012.0.0.1", "192.168.0.1", "192.168.257", "172.16.0.1", "100.64.0.1", "100.100.100.200",
    "168.63.129.16", "192.0.0.192", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "user:pw@127.0.0.1",
    "a@b@127.0.0.1", "news.example@127.0.0.1", "news.example:80@127.0.0.1", "127.0.0.1%00.news.example",
    "127.0.0.1%2f.news.example",
]  # fmt: skip
"""What may stand between `http://` and the port."""

TARGETS = [
    "http://127.0.0.2/", "http://2130706434/", "http://0x7f000002/", "http://[::1]/", "http://[::ffff:127.0.0.2]/",
    "http://169.254.169.254/latest/meta-data/", "http://0xa9fea9fe/", "http://10.0.0.1/", "https://192.168.0.1/",
    "http://user@172.16.0.1/", "http://[fd00:ec2::254]/", "http://0/", "//127.0.0.2/",
    "http://[64:ff9b::a9fe:a9fe]/",
]  # fmt: skip
"""Where a public page may point to."""


class FickleNames:
    """A `socket.getaddrinfo` whose names are public at one look and private at the next, or both at once."""

    def __init__(self) -> None:
        self.looks = 0

    def __call__(self, host: str, port: int, **_: object) -> list[tuple[object, ...]]:
        self.looks += 1
        public, private = (2, 1, 6, "", ("93.184.216.34", port)), (2, 1, 6, "", ("127.0.0.1", port))
        return [[public], [private], [public, private], [private, public]][self.looks % 4]
