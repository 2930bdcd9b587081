"""A stage's two logs: one line a request in the stage's own format, and what went wrong in the execution log.

https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
"""

from __future__ import annotations

from hashlib import md5

from emulator.logs import write_log_lines

from .gateway_error import GatewayError
from .request_context import RequestContext
from .variables import substitute


def write_access_log(context: RequestContext) -> None:
    """To the log group that the stage names; a variable without a value is a hyphen."""
    settings = context.stage.access_log
    if not settings or not settings.get("format"):
        return
    # arn:aws:logs:<region>:<account>:log-group:<name>, with or without the `:*` that stands for its streams.
    group = settings["destinationArn"].split(":log-group:")[1].removesuffix(":*")
    _write(group, substitute(settings["format"], context, missing="-"), context)


def write_execution_log(error: GatewayError, context: RequestContext) -> None:
    """Errors, when the method's logging level asks for them. Request and response bodies never."""
    stage, operation = context.stage, context.operation
    path, method = (operation.path, operation.method) if operation else ("*", "*")
    if stage.method_setting(path, method, "loggingLevel") not in ("ERROR", "INFO"):
        return
    group = f"API-Gateway-Execution-Logs_{stage.api_id}/{stage.name}"
    _write(group, f"({context.request_id}) {error.log}", context)


def _write(group: str, line: str, context: RequestContext) -> None:
    # API Gateway names its streams by hashes; what of is its secret.
    stream = md5(f"{context.stage.api_id}/{context.stage.name}".encode(), usedforsecurity=False).hexdigest()
    write_log_lines(group, stream, [line], context.stage.region)
