"""The deployed APIs over HTTP (WSGI): `/_apis/<api id>/<stage>/…`, or AWS's own host name with `/<stage>/…`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from werkzeug.wsgi import get_input_stream

from .compression import BODY_LIMIT
from .deployed_stage import find_stage
from .http_message import Headers, HttpRequest, HttpResponse
from .request_handling import handle

# What is still read of a body that is too large, so that the client hears the answer instead of a broken connection.
_DRAIN_LIMIT = 8 * BODY_LIMIT


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    api_id, stage_name, path, query = _address(environ)
    stage = find_stage(api_id, stage_name)
    request = _read_request(environ, path, query)
    response = _forbidden() if stage is None else handle(stage, request)
    return _send(response, request, start_response)


def _address(environ: dict[str, Any]) -> tuple[str, str, str, str]:
    """API id, stage, path after it and query, the last two still percent-encoded."""
    target = environ.get("RAW_URI") or environ["REQUEST_URI"]
    if not target.startswith("/"):
        # A client behind a proxy sends the whole URL.
        parts = urlsplit(target)
        target = f"{parts.path}?{parts.query}"
    path, _, query = target.partition("?")
    segments = path.split("/")[1:]
    if segments[0] == "_apis":
        api_id, segments = (segments[1:2] or [""])[0], segments[2:]
    else:
        api_id = environ.get("HTTP_HOST", "").split(".")[0]
    return api_id, (segments[:1] or [""])[0], "/" + "/".join(segments[1:]), query


def _read_request(environ: dict[str, Any], path: str, query: str) -> HttpRequest:
    body, is_too_large = _read_body(environ)
    return HttpRequest(
        method=environ["REQUEST_METHOD"],
        path=path,
        query=parse_qsl(query, keep_blank_values=True),
        headers=_read_headers(environ),
        body=body,
        is_too_large=is_too_large,
        source_ip=environ["REMOTE_ADDR"],
        protocol=environ.get("SERVER_PROTOCOL", "HTTP/1.1"),
    )


def _read_headers(environ: dict[str, Any]) -> Headers:
    """WSGI keeps neither the case of names nor apart what was sent twice: names get their usual case back."""
    headers = Headers()
    for key, value in environ.items():
        if key.startswith("HTTP_"):
            headers.add(_usual_case(key.removeprefix("HTTP_")), value)
        elif key in ("CONTENT_TYPE", "CONTENT_LENGTH") and value:
            headers.add(_usual_case(key), value)
    return headers


def _usual_case(key: str) -> str:
    return "-".join(part.capitalize() for part in key.split("_"))


def _read_body(environ: dict[str, Any]) -> tuple[bytes, bool]:
    stream = get_input_stream(environ)
    body = stream.read(BODY_LIMIT + 1)
    if len(body) <= BODY_LIMIT:
        return body, False
    drained = len(body)
    while drained < _DRAIN_LIMIT and (chunk := stream.read(1024 * 1024)):
        drained += len(chunk)
    return b"", True


def _forbidden() -> HttpResponse:
    """AWS's answer where there is no such API or stage, which no gateway response changes."""
    headers = Headers([("Content-Type", "application/json"), ("x-amzn-ErrorType", "ForbiddenException")])
    return HttpResponse(403, headers, b'{"message":"Forbidden"}')


def _send(response: HttpResponse, request: HttpRequest, start_response: Callable[..., Any]) -> Iterable[bytes]:
    has_body = response.status not in (HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED)
    headers = response.headers.copy()
    if has_body:
        headers.set("Content-Length", str(len(response.body)))
    start_response(
        f"{response.status} {_phrase(response.status)}",
        # WSGI's way to say UTF-8.
        [(name, value.encode().decode("latin-1")) for name, value in headers],
    )
    return [response.body] if has_body and request.method != "HEAD" else []


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"
