"""What the parts of the emulator share: set once at the start, read everywhere."""

from dataclasses import dataclass
from typing import Optional

from emulator.state_folder import StateFolder


@dataclass(frozen=True)
class DatabaseProgram:
    """A MySQL-compatible server on this machine, as scripts/database-binary.mjs finds it."""

    flavour: str
    """`mariadb` or `mysql`: they differ in how a data folder is made."""
    server: str
    installer: Optional[str]
    """MariaDB's `mariadb-install-db`; MySQL needs none."""


@dataclass(frozen=True)
class EmulatorContext:
    state: StateFolder
    endpoint: str
    """Where the account's API is, e.g. `http://127.0.0.1:40123`."""
    node: str
    """The Node.js that runs the functions."""
    database: Optional[DatabaseProgram]


_context: Optional[EmulatorContext] = None


def set_context(value: EmulatorContext) -> None:
    global _context
    _context = value


def context() -> EmulatorContext:
    if _context is None:
        raise RuntimeError("the emulator has not been started")
    return _context
