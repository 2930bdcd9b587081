"""The user that RDS hands over: what it may do, and its password."""

import secrets
import string

# RDS User Guide, "Master user account privileges", MySQL 8.4, as far as MariaDB knows the names too. No SUPER, no
# other user's sessions, no global settings.
_PRIVILEGES = ", ".join(
    [
        "SELECT, INSERT, UPDATE, DELETE, CREATE, DROP, RELOAD, PROCESS, REFERENCES, INDEX, ALTER, SHOW DATABASES",
        "CREATE TEMPORARY TABLES, LOCK TABLES, EXECUTE, REPLICATION SLAVE, REPLICATION CLIENT, CREATE VIEW, SHOW VIEW",
        "CREATE ROUTINE, ALTER ROUTINE, CREATE USER, EVENT, TRIGGER",
    ]
)

# RDS's own passwords have 28 printable characters without / ' " @ and blanks. Here without backslash, < > and & too:
# JSON may write these otherwise, and a test that looks for a leaked password would miss it.
_ALPHABET = string.ascii_letters + string.digits + "!#$%()*+,-.:;=?[]^_{|}~"


def new_password() -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(28))


def create_master(username: str, password: str) -> list[str]:
    """The statements that make the master user."""
    return [
        f"CREATE USER {_text(username)}@'%' IDENTIFIED BY {_text(password)}",
        f"GRANT {_PRIVILEGES} ON *.* TO {_text(username)}@'%' WITH GRANT OPTION",
    ]


def set_password(username: str, password: str) -> list[str]:
    return [f"ALTER USER {_text(username)}@'%' IDENTIFIED BY {_text(password)}"]


def _text(value: str) -> str:
    return "'" + value.replace("\\", "\\\\").replace("'", "''") + "'"
