"""Makes an HTTP response of what a function returned to a Lambda proxy integration.

https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html#api-gateway-simple-proxy-for-lambda-output-format
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from typing import Any

from . import media_types
from .gateway_error import GatewayError
from .http_message import Headers, HttpResponse
from .request_context import RequestContext

_KNOWN_FIELDS = {"statusCode", "headers", "multiValueHeaders", "body", "isBase64Encoded"}
# Headers that are API Gateway's to set: a function's are renamed.
# https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html
_REMAPPED = {
    "authorization",
    "connection",
    "content-length",
    "content-md5",
    "date",
    "host",
    "max-forwards",
    "server",
    "trailer",
    "upgrade",
    "user-agent",
    "www-authenticate",
}


def proxy_answer(payload: bytes, context: RequestContext) -> HttpResponse:
    """
    :raises GatewayError: 502 for an answer that isn't in the form wanted
    """
    answer = _read(payload)
    headers = _headers(answer)
    if "Content-Type" not in headers:
        headers.add("Content-Type", media_types.DEFAULT)
    return HttpResponse(status=int(answer.get("statusCode", 200)), headers=headers, body=_body(answer, context))


def _read(payload: bytes) -> Mapping[str, Any]:
    try:
        answer = json.loads(payload)
    except ValueError as error:
        raise _malformed("it isn't JSON") from error
    if not isinstance(answer, dict):
        raise _malformed("it isn't an object")
    problems = _problems(answer)
    if problems:
        raise _malformed(problems)
    return answer


def _problems(answer: Mapping[str, Any]) -> str | None:
    """None of the fields is needed, and there may be no others."""
    unknown = sorted(set(answer) - _KNOWN_FIELDS)
    if unknown:
        return f"it has fields that mean nothing: {', '.join(unknown)}"
    if not _is_status(answer.get("statusCode", 200)):
        return "its statusCode is no status"
    if not isinstance(answer.get("body"), (str, type(None))):
        return "its body isn't a text"
    if not isinstance(answer.get("isBase64Encoded", False), bool):
        return "its isBase64Encoded is neither true nor false"
    if not _all_values(answer.get("headers"), _is_header_value):
        return "its headers aren't texts"
    if not _all_values(answer.get("multiValueHeaders"), _is_header_list):
        return "its multiValueHeaders aren't lists of texts"
    return None


def _is_status(value: Any) -> bool:
    return str(value).isdigit() and 100 <= int(value) <= 599


def _is_header_value(value: Any) -> bool:
    # A line break would begin another header.
    return isinstance(value, bool) or (isinstance(value, str) and "\r" not in value and "\n" not in value)


def _is_header_list(value: Any) -> bool:
    return isinstance(value, list) and all(_is_header_value(item) for item in value)


def _all_values(values: Any, test: Any) -> bool:
    return values is None or (isinstance(values, dict) and all(test(value) for value in values.values()))


def _headers(answer: Mapping[str, Any]) -> Headers:
    """Both lists make one; what both have is there once."""
    headers = Headers()
    for name, values in (answer.get("multiValueHeaders") or {}).items():
        for value in values:
            headers.add(_client_name(name), _text(value))
    for name, value in (answer.get("headers") or {}).items():
        if _text(value) not in headers.get_all(_client_name(name)):
            headers.add(_client_name(name), _text(value))
    return headers


def _client_name(name: str) -> str:
    return f"x-amzn-Remapped-{name}" if name.lower() in _REMAPPED else name


def _text(value: str | bool) -> str:
    return str(value).lower() if isinstance(value, bool) else value


def _body(answer: Mapping[str, Any], context: RequestContext) -> bytes:
    body = answer.get("body") or ""
    if not answer.get("isBase64Encoded", False) or not _client_wants_binary(context):
        # Base64 that the client doesn't ask for as binary reaches it as base64.
        return body.encode()
    try:
        return base64.b64decode(body, validate=True)
    except (binascii.Error, ValueError) as error:
        raise GatewayError("API_CONFIGURATION_ERROR", log="the answer's body isn't base64 though it says so") from error


def _client_wants_binary(context: RequestContext) -> bool:
    """The first type in the request's Accept header decides, not the answer's Content-Type.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-payload-encodings.html
    """
    accept = context.request.headers.get("Accept")
    first = media_types.essence(accept.split(",")[0]) if accept else media_types.DEFAULT
    return media_types.is_binary(first, context.stage.frozen.binary_media_types)


def _malformed(problem: str) -> GatewayError:
    return GatewayError(
        "DEFAULT_5XX",
        status=502,
        log=f"Execution failed due to configuration error: Malformed Lambda proxy response: {problem}",
    )
