"""A real MariaDB or MySQL server on loopback, with its data in a private folder."""

import os
import secrets
import socket
import subprocess
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Optional

from emulator.context import context
from emulator.rds.administrator import run_sql
from emulator.rds.authority import authority_of
from emulator.rds.master_user import create_master, set_password

_START_SECONDS = 60


@dataclass(frozen=True)
class DatabaseSpecification:
    """What RDS was asked for, as far as a server can have it."""

    name: str
    region: str
    hosts: list[str]
    """The names that the certificate carries, the endpoint's first."""
    master_username: str
    master_password: str
    database: Optional[str]
    """Made at the first start."""


class DatabaseServer:
    """Everything that RDS does to a server: make, restart, stop, start, new master password, parameters, delete."""

    def __init__(self, specification: DatabaseSpecification) -> None:
        self.specification = specification
        self.port = _free_port()
        self.folder = context().state.folder("rds", f"{specification.name}-{secrets.token_hex(4)}")
        # RDS's own user on every instance. Only the socket leads to it.
        self._administrator = ("rdsadmin", secrets.token_urlsafe(24))
        self._process: Optional[subprocess.Popen[bytes]] = None
        self._lock = threading.RLock()

    @property
    def socket(self) -> Path:
        return self.folder / "sock"

    @property
    def ca_file(self) -> Path:
        return self.folder / "ca.pem"

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def create(self, parameters: Mapping[str, str]) -> None:
        """Makes the data folder, the master user and the first database, and starts the server."""
        with self._lock:
            authority_of(self.specification.region).certify([*self.specification.hosts, "localhost"], self.folder)
            self._make_data_folder()
            self._launch(parameters, self._first_statements())

    def start(self, parameters: Mapping[str, str]) -> None:
        with self._lock:
            if not self.is_running:
                self._launch(parameters, [])

    def stop(self, kill: bool = False) -> None:
        """In good order; with `kill` as a crash would, which loses nothing that was committed."""
        with self._lock:
            process, self._process = self._process, None
            if process is None:
                return
            if kill:
                process.kill()
            else:
                process.terminate()
            try:
                process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            context().state.ended(process.pid)

    def restart(self, parameters: Mapping[str, str]) -> None:
        with self._lock:
            self.stop()
            self.start(parameters)

    def set_master_password(self, password: str) -> None:
        self.run_sql(set_password(self.specification.master_username, password))

    def set_parameters(self, parameters: Mapping[str, str]) -> None:
        """Changes parameters while the server runs; one that isn't known or not dynamic is left as it is."""
        for name, value in parameters.items():
            if name.replace("_", "").isalnum():
                self.run_sql([f"SET GLOBAL {name} = {_literal(value)}"], lenient=True)

    def run_sql(self, statements: list[str], lenient: bool = False) -> None:
        user, password = self._administrator
        run_sql(self.socket, user, password, statements, lenient)

    def delete(self) -> None:
        """The server's end and its data's. A final snapshot is known to moto by name, but holds nothing."""
        self.stop(kill=True)
        subprocess.run(["rm", "-rf", str(self.folder)], check=True)

    def _make_data_folder(self) -> None:
        program = context().database
        if program is None:
            raise RuntimeError("no MySQL-compatible server: install mariadb-server")
        (self.folder / "tmp").mkdir()
        if program.flavour == "mariadb" and program.installer:
            command = [program.installer, "--no-defaults", *_user_option(), "--auth-root-authentication-method=normal"]
            command += ["--skip-test-db"]
        else:
            command = [program.server, "--no-defaults", *_user_option(), "--initialize-insecure"]
            command += [f"--log-error={self.folder / 'install.log'}"]
        command += [f"--datadir={self.folder / 'data'}", f"--tmpdir={self.folder / 'tmp'}"]
        result = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
        if result.returncode != 0:
            raise RuntimeError(f"{command[0]} could not make a data folder:\n{result.stdout}")

    def _first_statements(self) -> list[str]:
        user, password = self._administrator
        wanted = self.specification
        return [
            f"CREATE USER '{user}'@'localhost' IDENTIFIED BY '{password}'",
            f"GRANT ALL PRIVILEGES ON *.* TO '{user}'@'localhost' WITH GRANT OPTION",
            # The programs' own first user needs no password, from several hosts.
            *[f"DROP USER IF EXISTS 'root'@'{host}'" for host in _hosts_of_first_user()],
            *create_master(wanted.master_username, wanted.master_password),
            *([f"CREATE DATABASE `{wanted.database}` CHARACTER SET utf8mb4"] if wanted.database else []),
        ]

    def _launch(self, parameters: Mapping[str, str], first_statements: list[str]) -> None:
        program = context().database
        assert program is not None
        log = self.folder / "server.log"
        first = self.folder / "first.sql"
        first.touch(mode=0o600)
        first.write_text("".join(f"{statement};\n" for statement in first_statements))
        command = [
            program.server,
            "--no-defaults",
            *_user_option(),
            f"--datadir={self.folder / 'data'}",
            f"--tmpdir={self.folder / 'tmp'}",
            f"--socket={self.socket}",
            f"--pid-file={self.folder / 'pid'}",
            f"--log-error={log}",
            f"--port={self.port}",
            "--bind-address=127.0.0.1",
            "--skip-name-resolve",
            f"--ssl-ca={self.folder / 'ca.pem'}",
            f"--ssl-cert={self.folder / 'server.pem'}",
            f"--ssl-key={self.folder / 'server-key.pem'}",
            # As RDS's default parameter group for MySQL 8.4, also where MariaDB's defaults differ.
            "--character-set-server=utf8mb4",
            "--transaction-isolation=REPEATABLE-READ",
            # A killed server keeps what was committed; a power cut needn't be survived here.
            *(["--debug-no-sync"] if program.flavour == "mariadb" else ["--mysqlx=OFF", "--skip-log-bin"]),
            "--innodb-flush-log-at-trx-commit=2",
            "--innodb-buffer-pool-size=128M",
            f"--init-file={first}",
            # "loose": a parameter of MySQL that MariaDB doesn't have is a warning in the server's log.
            *[f"--loose-{name.replace('_', '-')}={value}" for name, value in parameters.items()],
        ]
        # A group of its own: Ctrl-C is for the emulator, which stops the server in good order.
        process = subprocess.Popen(
            command,
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        context().state.started(process.pid)
        self._process = process
        try:
            self._wait_until_it_greets(process, log)
        finally:
            # It held the passwords.
            first.write_text("")

    def _wait_until_it_greets(self, process: "subprocess.Popen[bytes]", log: Path) -> None:
        deadline = time.monotonic() + _START_SECONDS
        while not _greets(self.port):
            if process.poll() is not None or time.monotonic() > deadline:
                self.stop(kill=True)
                text = log.read_text(errors="replace")[-4000:] if log.exists() else "nothing"
                raise RuntimeError(f"the database server {self.specification.name} did not start; its log:\n{text}")
            time.sleep(0.02)


def _hosts_of_first_user() -> list[str]:
    return ["localhost", "127.0.0.1", "::1", socket.gethostname()]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _greets(port: int) -> bool:
    """An open port isn't enough: the server speaks first when it is ready for a client."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
            return bool(connection.recv(1))
    except OSError:
        return False


def _user_option() -> list[str]:
    """A server that root starts wants to be told as whom it shall run."""
    return ["--user=root"] if os.getuid() == 0 else []


def _literal(value: str) -> str:
    try:
        return str(float(value)) if "." in value else str(int(value))
    except ValueError:
        return "'" + value.replace("\\", "\\\\").replace("'", "''") + "'"
