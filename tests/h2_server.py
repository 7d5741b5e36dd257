"""An HTTP/2 server on 127.0.0.1 that answers as it is told, stream by stream."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import h2.config
import h2.connection
import h2.events

from tests.servers import PAGE, certificate, tls_server

HEADERS = [(":status", "200"), ("content-type", "text/html")]

Answering = Callable[[h2.connection.H2Connection, int], None]
"""Says something on a connection, in answer to a stream."""


class H2Server:
    """Where it is, and what came in."""

    def __init__(self, url: str, trust: ssl.SSLContext) -> None:
        self.url = url
        self.trust = trust
        self.connections = 0
        self.streams = 0


def page(connection: h2.connection.H2Connection, stream: int) -> None:
    """The honest answer."""
    connection.send_headers(stream, HEADERS)
    connection.send_data(stream, PAGE, end_stream=True)


@contextmanager
def h2_server(folder: Path, *answers: Answering) -> Iterator[H2Server]:
    """Serve while the block runs: the answers one a stream, the last one for all that follow; robots.txt is a 404."""
    file = certificate(folder)
    context = tls_server(file)
    context.set_alpn_protocols(["h2"])
    threads: list[threading.Thread] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        served = H2Server(f"https://localhost:{port}/", ssl.create_default_context(cafile=file))
        over = threading.Event()

        def accept() -> None:
            while True:
                plain, _ = listener.accept()
                if over.is_set():
                    plain.close()
                    return
                plain.settimeout(10)
                threads.append(threading.Thread(target=converse, args=(plain,), daemon=True))
                threads[-1].start()

        def converse(plain: socket.socket) -> None:
            with plain, suppress(OSError, h2.exceptions.H2Error), context.wrap_socket(plain, server_side=True) as wire:
                served.connections += 1
                config = h2.config.H2Configuration(client_side=False, validate_outbound_headers=False)
                connection = h2.connection.H2Connection(config)
                connection.initiate_connection()
                wire.sendall(connection.data_to_send())
                while data := wire.recv(65536):
                    for event in connection.receive_data(data):
                        if isinstance(event, h2.events.RequestReceived):
                            if (b":path", b"/robots.txt") in event.headers:
                                connection.send_headers(event.stream_id, [(":status", "404")], end_stream=True)
                                continue
                            answer = answers[min(served.streams, len(answers) - 1)]
                            served.streams += 1
                            answer(connection, event.stream_id)
                    wire.sendall(connection.data_to_send())

        accepting = threading.Thread(target=accept, daemon=True)
        accepting.start()
        try:
            yield served
        finally:
            over.set()
            socket.create_connection(("127.0.0.1", port)).close()
            accepting.join()
            for thread in threads:
                thread.join(1)
