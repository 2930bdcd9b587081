"""The one HTTP port of the emulator: who answers which request."""

from collections.abc import Callable, Iterable
from typing import Any

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class Front:
    """Hands a request to a deployed REST API, to the admin view or to the account's own API."""

    def __init__(self, account_api: Wsgi, admin: Wsgi, rest_api: Wsgi) -> None:
        self._account_api = account_api
        self._admin = admin
        self._rest_api = rest_api

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if _is_rest_api(environ):
            return self._rest_api(environ, start_response)
        if _comes_from_a_page(environ):
            return _refuse(start_response)
        if environ.get("PATH_INFO", "").startswith("/_strata/"):
            return self._admin(environ, start_response)
        return self._account_api(environ, start_response)


def _is_rest_api(environ: dict[str, Any]) -> bool:
    host = environ.get("HTTP_HOST", "").split(":")[0]
    return environ.get("PATH_INFO", "").startswith("/_apis/") or ".execute-api." in host


def _comes_from_a_page(environ: dict[str, Any]) -> bool:
    """
    The account's API runs code: whoever may call it may run anything as this user. Any page in a browser on this
    machine can reach loopback, by a form, a script or a name of its own that leads here; SDKs and Terraform send none
    of these headers and go to the address.
    """
    host = environ.get("HTTP_HOST", "").rsplit(":", 1)[0]
    is_ours = host in ("127.0.0.1", "localhost") or host.endswith((".127.0.0.1", ".localhost", ".amazonaws.com"))
    return "HTTP_ORIGIN" in environ or "HTTP_SEC_FETCH_SITE" in environ or not is_ours


def _refuse(start_response: Callable[..., Any]) -> Iterable[bytes]:
    body = b"The emulated account's API is not for browsers; the deployed APIs are at /_apis/.\n"
    start_response("403 Forbidden", [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))])
    return [body]
