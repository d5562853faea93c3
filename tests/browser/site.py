"""The forum as a school serves it: gunicorn, two workers, a database of its own."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.error import URLError
from urllib.request import urlopen

from flask import Flask

from tests import factories
from tests.serving import SETTINGS

ROOT = Path(__file__).parent.parent.parent
SHIPPED = ROOT / "moderation" / "policy" / "milverton.toml"
READY_WITHIN = 40  # seconds, on a busy machine


class Site:
    """A running forum on a free port of this machine; it starts on an empty database."""

    def __init__(self, folder: Path, make_app: Callable[..., Flask]) -> None:
        folder.mkdir(parents=True)
        # Here everybody reads at once what they are told: nobody waits until it can't be undone.
        policy = SHIPPED.read_text(encoding="utf-8").replace("seconds = 60 ", "seconds = 0 ")
        (folder / "policy.toml").write_text(policy, encoding="utf-8")
        self._log = folder / "server.log"
        self._app = make_app(INSTANCE_PATH=str(folder))
        self._environment = {
            **os.environ,
            "SCHOOLGATE_INSTANCE_PATH": str(folder),
            "SCHOOLGATE_SECRET_KEY": str(SETTINGS["SECRET_KEY"]),
            "SCHOOLGATE_PASSWORD_METHOD": str(SETTINGS["PASSWORD_METHOD"]),
            "SCHOOLGATE_RATELIMIT_ENABLED": "false",
        }
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._socket.getsockname()[1]}"

    def __enter__(self) -> Self:
        listening = self._socket.fileno()
        with self._log.open("w") as log:
            self._server = subprocess.Popen(
                [
                    *(sys.executable, "-m", "gunicorn"),
                    *("--workers", "2", "--bind", f"fd://{listening}", "wsgi:app"),
                ],
                cwd=ROOT,
                env=self._environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                pass_fds=[listening],
            )
        self._wait_until_ready()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        where: TracebackType | None,
    ) -> None:
        self._server.terminate()
        self._server.wait(timeout=20)
        self._socket.close()
        with self._app.app_context():
            from forum.extensions import db

            db.session.remove()
            db.engine.dispose()

    def _wait_until_ready(self) -> None:
        until = time.monotonic() + READY_WITHIN
        while time.monotonic() < until and self._server.poll() is None:
            try:
                with urlopen(f"{self.address}/healthz", timeout=READY_WITHIN):
                    return
            except URLError:
                time.sleep(0.1)
        raise RuntimeError(f"The server did not start:\n{self._log.read_text()}")

    def people_and_boards(self) -> AbstractContextManager[None]:
        """Inside, `tests.factories` makes things in this site's database."""
        return factories.working_on(self._app)

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        """What `flask --app wsgi …` says about this site's database."""
        return subprocess.run(
            [sys.executable, "-m", "flask", "--app", "wsgi", *words],
            cwd=ROOT,
            env=self._environment,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
