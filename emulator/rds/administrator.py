"""SQL as RDS's own user, over the server's socket."""

import json
import subprocess
from pathlib import Path

from emulator.context import context

_SCRIPT = Path(__file__).with_name("run-sql.mjs")


def run_sql(socket: Path, user: str, password: str, statements: list[str], lenient: bool = False) -> None:
    """
    Runs statements on a server. `lenient` goes on after one that is refused.

    By Node.js and the driver that the functions use: Python's library has none. What is to be run goes through a pipe,
    since an argument can be seen by every process of the machine.
    """
    order = {"socket": str(socket), "user": user, "password": password, "statements": statements, "lenient": lenient}
    result = subprocess.run(
        [context().node, str(_SCRIPT)],
        input=json.dumps(order),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    if result.returncode != 0:
        # The script prints the server's error code only: the statements hold passwords.
        raise RuntimeError(f"the database refused an administrator's statement: {result.stderr.strip()}")
