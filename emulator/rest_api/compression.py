"""Compressed bodies, for APIs that have a minimum compression size.

https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-enable-compression.html
"""

from __future__ import annotations

import gzip
import zlib

from .gateway_error import GatewayError
from .http_message import HttpRequest, HttpResponse

#: The longest body that API Gateway takes, compressed or not.
BODY_LIMIT = 10 * 1024 * 1024

_WINDOW = {"gzip": zlib.MAX_WBITS | 16, "deflate": zlib.MAX_WBITS}


def decompress_request(request: HttpRequest, minimum_size: int | None) -> None:
    """
    Without a minimum size API Gateway hands compressed bodies on as they are.

    :raises GatewayError: for an encoding that it doesn't know, and for a body that is too large once it is unpacked
    """
    encoding = (request.headers.get("Content-Encoding") or "identity").lower()
    if minimum_size is None or encoding == "identity":
        return
    if encoding not in _WINDOW:
        raise GatewayError("UNSUPPORTED_MEDIA_TYPE", log=f"the content encoding {encoding} isn't supported")
    try:
        unpacked = zlib.decompressobj(_WINDOW[encoding]).decompress(request.body, BODY_LIMIT + 1)
    except zlib.error as error:
        raise GatewayError("UNSUPPORTED_MEDIA_TYPE", log=f"the body isn't {encoding}") from error
    if len(unpacked) > BODY_LIMIT:
        raise GatewayError("REQUEST_TOO_LARGE")
    request.body = unpacked
    request.headers.remove("Content-Encoding")


def compress_response(response: HttpResponse, request: HttpRequest, minimum_size: int | None) -> None:
    if minimum_size is None or len(response.body) < minimum_size or "Content-Encoding" in response.headers:
        return
    accepted = _accepted(request.headers.get("Accept-Encoding") or "")
    if "gzip" in accepted:
        response.body = gzip.compress(response.body, mtime=0)
        response.headers.set("Content-Encoding", "gzip")
    elif "deflate" in accepted:
        response.body = zlib.compress(response.body)
        response.headers.set("Content-Encoding", "deflate")


def _accepted(header: str) -> set[str]:
    """The encodings named, but for those with the weight zero."""
    entries = [[part.strip().lower() for part in entry.split(";")] for entry in header.split(",")]
    return {name for name, *parameters in entries if not any(_is_zero_weight(text) for text in parameters)}


def _is_zero_weight(parameter: str) -> bool:
    return parameter.startswith("q=") and parameter[2:].strip("0.") == ""
