"""A mail server of a test's own: it speaks just enough SMTP, and may refuse."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class _Conversation(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        server = self.server
        assert isinstance(server, MailServer)
        self._say("220 ready")
        while line := self.rfile.readline():
            verb = line.decode().strip().upper()
            if verb.startswith("DATA"):
                self._say("354 go on")
                server.received.append(self._read_mail())
            if verb.startswith("QUIT"):
                self._say("221 bye")
                return
            if verb.startswith("RCPT") and server.refuses and server.refuses.upper() in verb:
                self._say("550 nobody of that name")
            else:
                self._say("250 fine")

    def _read_mail(self) -> str:
        lines: list[bytes] = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line)
        return b"".join(lines).decode()

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


class MailServer(socketserver.ThreadingTCPServer):
    """Keeps what it receives; refuses mail to an address that holds `refuses`."""

    allow_reuse_address = True
    block_on_close = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.received: list[str] = []
        self.refuses = ""

    @property
    def address(self) -> str:
        """Where it listens, as the configuration says it."""
        return f"127.0.0.1:{self.server_address[1]}"


@contextmanager
def running() -> Iterator[MailServer]:
    """A mail server while the block runs."""
    with MailServer() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
