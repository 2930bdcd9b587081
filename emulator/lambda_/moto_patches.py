"""Where moto would run a function in Docker or not at all: our own processes instead."""

import base64
import json
import threading
from typing import Any
from urllib.parse import unquote

from moto.awslambda.models import LambdaBackend, LambdaFunction
from moto.awslambda.responses import LambdaResponse

from emulator.lambda_.invoke import (
    FunctionNotFound,
    TooManyRequests,
    discard_processes_of,
    find_function,
    invoke_function,
)

# Lambda quotas, "Invocation payload": 6 MB for a synchronous invocation, 1 MB for an asynchronous one.
_MAX_REQUEST_BYTES = {"RequestResponse": 6_291_456, "Event": 1_048_576}

_Answer = tuple[int, dict[str, str], Any]


def install() -> None:
    LambdaResponse.invoke = _invoke  # type: ignore[method-assign, assignment]
    LambdaFunction.invoke = _invoke_from_inside  # type: ignore[method-assign]
    _end_processes_with_functions()


def _invoke(self: Any) -> _Answer:
    """The Invoke API."""
    name = unquote(self.path.split("?")[0].rsplit("/", 2)[-2])
    qualifier = self.querystring.get("Qualifier", [None])[0]
    kind = self.headers.get("X-Amz-Invocation-Type", "RequestResponse")
    body = self.body if isinstance(self.body, bytes) else (self.body or "").encode()
    try:
        find_function(name, self.region, qualifier)
        if kind == "DryRun":
            return _answer(204)
        if problem := _refused(body, kind):
            return problem
        if kind == "Event":
            threading.Thread(target=_invoke_later, args=[name, body, self.region, qualifier], daemon=True).start()
            return _answer(202)
        result = invoke_function(name, body, region=self.region, qualifier=qualifier)
    except FunctionNotFound as error:
        return _problem(404, "ResourceNotFoundException", Type="User", Message=str(error))
    except TooManyRequests as error:
        return _problem(429, "TooManyRequestsException", Type="User", message=str(error), Reason=error.reason)
    headers = {
        "Content-Type": "application/json",
        "X-Amz-Executed-Version": result.executed_version,
        "x-amzn-RequestId": result.request_id,
    }
    if result.function_error:
        headers["X-Amz-Function-Error"] = result.function_error
    if self.headers.get("X-Amz-Log-Type") == "Tail":
        # The last 4 KB (Lambda API Reference, Invoke).
        headers["X-Amz-Log-Result"] = base64.b64encode(result.log.encode()[-4096:]).decode()
    return _answer(200, headers, result.payload)


def _invoke_later(name: str, body: bytes, region: str, qualifier: str | None) -> None:
    try:
        invoke_function(name, body, region=region, qualifier=qualifier)
    except (FunctionNotFound, TooManyRequests):
        # AWS would try again for six hours. Nothing of ours invokes asynchronously.
        return


def _invoke_from_inside(self: Any, body: str, request_headers: Any, response_headers: Any) -> bytes:
    """moto's other services call functions this way, e.g. Secrets Manager to rotate."""
    result = invoke_function(self.function_arn, body.encode() if isinstance(body, str) else body)
    if result.function_error:
        response_headers["x-amz-function-error"] = result.function_error
    return result.payload


def _refused(body: bytes, kind: str) -> _Answer | None:
    limit = _MAX_REQUEST_BYTES.get(kind, _MAX_REQUEST_BYTES["RequestResponse"])
    if len(body) > limit:
        message = f"Request must be smaller than {limit} bytes for the InvokeFunction operation"
        return _problem(413, "RequestTooLargeException", Type="User", message=message)
    try:
        json.loads(body or b"{}")
    except ValueError as error:
        message = f"Could not parse request body into json: {error}"
        return _problem(400, "InvalidRequestContentException", Type="User", message=message)
    return None


def _problem(status: int, name: str, **body: str) -> _Answer:
    return _answer(status, {"Content-Type": "application/json", "x-amzn-ErrorType": name}, json.dumps(body))


def _answer(status: int, headers: dict[str, str] | None = None, body: Any = "") -> _Answer:
    # moto takes the status from among the headers.
    return status, {**(headers or {}), "status": str(status)}, body


def _end_processes_with_functions() -> None:
    delete = LambdaBackend.delete_function

    def delete_function(self: Any, function_name: str, qualifier: str | None = None) -> None:
        arn = self.get_function(function_name, qualifier).function_arn
        delete(self, function_name, qualifier)
        discard_processes_of(arn)

    LambdaBackend.delete_function = delete_function  # type: ignore[method-assign]
