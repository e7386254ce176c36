"""A real PostgreSQL server of our own, in a folder that goes away."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest

INSTALL = "apt-get install --no-install-recommends postgresql"


def find_programs() -> Path:
    """The folder of initdb and postgres; skips the test where there is none."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not versions:
        pytest.skip(f"there is no PostgreSQL server here; install it with: {INSTALL}")
    return versions[-1].parent


class PostgresServer:
    """Listens on a socket in its folder only. It refuses to run as root, so then it does not."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._programs = find_programs()
        self._user: dict[str, Any] = {}
        if os.geteuid() == 0:
            owner = pwd.getpwnam("postgres")
            os.chown(folder, owner.pw_uid, owner.pw_gid)
            self._user = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}
        self._process: subprocess.Popen[str] | None = None
        self._made = 0
        initdb = [self._programs / "initdb", "-D", folder / "data", "-U", "me", "--no-sync"]
        settings = ["--auth=trust", "--encoding=UTF8", "--locale=C"]
        subprocess.run([*initdb, *settings], check=True, capture_output=True, **self._as_user())

    def start(self) -> None:
        arguments = ["-D", self._folder / "data", "-k", self._folder, "-c", "listen_addresses="]
        self._process = subprocess.Popen(
            [self._programs / "postgres", *arguments, "-c", "fsync=off"],
            stderr=subprocess.PIPE,
            text=True,
            **self._as_user(),
        )
        assert self._process.stderr is not None
        seen = []
        for line in self._process.stderr:
            seen.append(line)
            if "ready to accept connections" in line:
                return
        raise AssertionError("".join(seen))

    def stop(self) -> None:
        """At once, as when the machine goes away."""
        if self._process is not None:
            self._process.send_signal(signal.SIGQUIT)
            assert self._process.stderr is not None
            self._process.stderr.close()
            self._process.wait(20)
            self._process = None

    def new_database(self) -> str:
        """The URL of an empty database."""
        self._made += 1
        name = f"talks{self._made}"
        with psycopg.connect(self._dsn("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        return f"postgresql://me@/{name}?host={self._folder}"

    def _dsn(self, name: str) -> str:
        return f"host={self._folder} user=me dbname={name}"

    def _as_user(self) -> dict[str, Any]:
        return {"cwd": self._folder, **self._user}


@contextmanager
def started_server() -> Iterator[PostgresServer]:
    find_programs()
    with tempfile.TemporaryDirectory(prefix="dragoman-pg-") as folder:
        server = PostgresServer(Path(folder))
        server.start()
        try:
            yield server
        finally:
            server.stop()
