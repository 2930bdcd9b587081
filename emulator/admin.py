"""
The admin view, `/_strata/…`: what tests and the demo need to know or to do that AWS has no call for.

    GET  /_strata/databases                       where each database really is
    POST /_strata/databases/<identifier>/<fault>  restart | stop | kill | start
    GET  /_strata/secrets                         every value of every secret, for looking for leaks
    GET  /_strata/resources?<tag>=<value>&…       what carries these tags
    GET  /_strata/inventory                       everything there is, tagged or not
"""

import json
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import parse_qsl

from emulator.inventory import inventory, tagged_resources
from emulator.rds import databases, parameters_of
from emulator.secret_values import secret_values


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """The WSGI application behind `/_strata/`."""
    method = environ["REQUEST_METHOD"]
    words = environ["PATH_INFO"].removeprefix("/_strata/").strip("/").split("/")
    query = dict(parse_qsl(environ.get("QUERY_STRING", "")))
    status, answer = _answer(method, words, query)
    body = json.dumps(answer, indent=2, default=str).encode()
    start_response(status, [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
    return [body]


def _answer(method: str, words: list[str], query: dict[str, str]) -> tuple[str, Any]:
    match (method, words):
        case ("GET", ["databases"]):
            return "200 OK", _list_databases()
        case ("POST", ["databases", identifier, fault]):
            return _cause(identifier, fault)
        case ("GET", ["secrets"]):
            return "200 OK", secret_values()
        case ("GET", ["resources"]):
            return "200 OK", tagged_resources(query)
        case ("GET", ["inventory"]):
            return "200 OK", inventory()
    return "404 Not Found", {"error": f"no {method} /_strata/{'/'.join(words)}: see emulator/admin.py"}


def _list_databases() -> list[dict[str, Any]]:
    return [
        {
            "identifier": resource.resource_id,
            "status": resource.status,
            "isRunning": server.is_running,
            "endpoint": {"host": server.specification.hosts[0], "port": resource.port},
            # Its certificate is good for this name too.
            "reachedAt": {"host": "localhost", "port": server.port},
            "caFile": str(server.ca_file),
        }
        for resource, server in databases()
    ]


def _cause(identifier: str, fault: str) -> tuple[str, Any]:
    for resource, server in databases():
        if resource.resource_id != identifier:
            continue
        parameters = parameters_of(resource)
        acts: dict[str, Callable[[], None]] = {
            "restart": lambda: server.restart(parameters),
            "stop": server.stop,
            "kill": lambda: server.stop(kill=True),
            "start": lambda: server.start(parameters),
        }
        if fault not in acts:
            return "404 Not Found", {"error": f'no fault "{fault}": there are {", ".join(acts)}'}
        acts[fault]()
        return "200 OK", {"isRunning": server.is_running}
    known = ", ".join(resource.resource_id for resource, _ in databases()) or "none"
    return "404 Not Found", {"error": f'no database "{identifier}": there is {known}'}
