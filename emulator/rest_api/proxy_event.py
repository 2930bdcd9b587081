"""The event that a function gets from a Lambda proxy integration (version 1.0, the only one of REST APIs).

https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html#api-gateway-simple-proxy-for-lambda-input-format
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable

from . import media_types
from .http_message import HttpRequest
from .request_context import RequestContext

# Of the connection, not of the request.
_NOT_PASSED_ON = ("connection", "content-length", "transfer-encoding", "keep-alive")


def proxy_event(context: RequestContext) -> bytes:
    request = context.request
    assert context.operation is not None, "an unrouted request has no event"
    headers = _headers(context)
    body, is_base64 = _body(request, context.stage.frozen.binary_media_types)
    event = {
        "resource": context.operation.path,
        # As sent, unlike the parameters in it.
        "path": request.path,
        "httpMethod": request.method,
        "headers": _last(headers),
        "multiValueHeaders": _all(headers),
        # Absent things are null, never empty.
        "queryStringParameters": _last(request.query) or None,
        "multiValueQueryStringParameters": _all(request.query) or None,
        "pathParameters": request.path_parameters or None,
        "stageVariables": dict(context.stage.variables) or None,
        "requestContext": context.for_function(),
        "body": body,
        "isBase64Encoded": is_base64,
    }
    return json.dumps(event, ensure_ascii=False).encode()


def _headers(context: RequestContext) -> list[tuple[str, str]]:
    """What the client sent, and what the way to API Gateway adds."""
    request = context.request
    kept = [
        (name, value)
        for name, value in request.headers
        if name.lower() not in (*_NOT_PASSED_ON, "host", "x-forwarded-for", "x-forwarded-port", "x-forwarded-proto")
    ]
    forwarded = [*request.headers.get_all("X-Forwarded-For"), request.source_ip]
    added = [
        # Whatever the address by which the emulator is called.
        ("Host", context.stage.domain_name),
        ("X-Forwarded-For", ", ".join(forwarded)),
        ("X-Forwarded-Port", "443"),
        ("X-Forwarded-Proto", "https"),
    ]
    if "X-Amzn-Trace-Id" not in request.headers:
        added.append(("X-Amzn-Trace-Id", context.trace_id))
    return sorted([*kept, *added])


def _body(request: HttpRequest, binary_types: tuple[str, ...]) -> tuple[str | None, bool]:
    if request.body == b"":
        return None, False
    if media_types.is_binary(media_types.essence(request.headers.get("Content-Type")), binary_types):
        return base64.b64encode(request.body).decode(), True
    # Everything else is taken for text: bytes that aren't UTF-8 don't survive it, on AWS neither.
    return request.body.decode("utf-8", "replace"), False


def _last(lines: Iterable[tuple[str, str]]) -> dict[str, str]:
    return dict(lines)


def _all(lines: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    values: dict[str, list[str]] = {}
    for name, value in lines:
        values.setdefault(name, []).append(value)
    return values
