"""
Starts the emulated account: `python3 -B -m emulator --port 0 --state-dir DIR`, run in the project's folder.

Prints one line of JSON when it is ready, and ends with SIGTERM, SIGINT or the end of its standard input, so that it
can't outlive the process that started it.
"""

import argparse
import json
import logging
import signal
import sys
import threading
from pathlib import Path
from typing import Any

from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import WSGIRequestHandler, make_server

from emulator import admin, gaps, lambda_, rds, secret_values
from emulator.context import DatabaseProgram, EmulatorContext, set_context
from emulator.front import Front, Wsgi
from emulator.state_folder import StateFolder


def main() -> None:
    options = _read_options()
    state = StateFolder(options.state_dir.resolve())
    try:
        _serve(options, state)
    finally:
        lambda_.shut_down()
        rds.shut_down()
        state.close()


def _read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python3 -m emulator")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--state-dir", type=Path, required=True, help="an empty folder; removed at the end")
    parser.add_argument("--node", default="node", help="the Node.js that runs the functions")
    parser.add_argument("--database-server", help="mariadbd or mysqld; without one no database can be made")
    parser.add_argument("--database-flavour", choices=["mariadb", "mysql"], default="mariadb")
    parser.add_argument("--database-installer", help="mariadb-install-db")
    return parser.parse_args()


def _serve(options: argparse.Namespace, state: StateFolder) -> None:
    front = Front(DomainDispatcherApplication(create_backend_app), admin.application, _mend_moto())
    server = make_server("127.0.0.1", options.port, front, threaded=True, request_handler=_QuietHandler)
    set_context(
        EmulatorContext(
            state=state,
            endpoint=f"http://127.0.0.1:{server.server_port}",
            node=options.node,
            database=_database_program(options),
        )
    )
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    threading.Thread(target=_wait_for_end_of_input, args=[stop], daemon=True).start()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(json.dumps({"port": server.server_port}), flush=True)
    stop.wait()
    server.shutdown()


def _mend_moto() -> Wsgi:
    gaps.install()
    secret_values.install()
    rds.install()
    lambda_.install()
    # Last: it wraps what gaps/apigateway.py has mended.
    from emulator import rest_api

    rest_api.install()
    return rest_api.application


def _database_program(options: argparse.Namespace) -> DatabaseProgram | None:
    if not options.database_server:
        return None
    return DatabaseProgram(options.database_flavour, options.database_server, options.database_installer)


def _wait_for_end_of_input(stop: threading.Event) -> None:
    sys.stdin.buffer.read()
    stop.set()


class _QuietHandler(WSGIRequestHandler):
    """Says nothing about each request. Errors still go to standard error."""

    # Ending the emulator mustn't wait for clients that keep their connections open.
    timeout = 75

    def log_request(self, *args: Any) -> None:
        pass


if __name__ == "__main__":
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    main()
