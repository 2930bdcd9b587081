"""Plain variables, as gateway responses, access logs and parameter mappings have them: looked up, never computed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from .request_context import RequestContext

_NAME = (
    r"(context|stageVariables|method\.request\.(?:header|querystring|path))"
    r"\.([A-Za-z0-9_:-]+(?:\.[A-Za-z0-9_:-]+)*)"
)
_VARIABLE = re.compile(rf"\${_NAME}|\$\{{{_NAME}\}}")
_EXPRESSION = re.compile(_NAME)


def substitute(template: str, context: RequestContext, *, missing: str) -> str:
    """Puts values in the place of `$context.…`, `$stageVariables.…` and `$method.request.…`."""

    def value(match: re.Match[str]) -> str:
        source, name = (group for group in match.groups() if group is not None)
        found = _look_up(source, name, context)
        return missing if found is None else found

    return _VARIABLE.sub(value, template)


def mapped_value(expression: str, context: RequestContext) -> str | None:
    """
    The value of a parameter mapping's right side: `'static'`, `context.…`, `stageVariables.…` or `method.request.…`.
    None when there is no such value: the header is left out then.
    """
    if len(expression) >= 2 and expression.startswith("'") and expression.endswith("'"):
        return expression[1:-1]
    match = _EXPRESSION.fullmatch(expression)
    return None if match is None else _look_up(match.group(1), match.group(2), context)


def _look_up(source: str, name: str, context: RequestContext) -> str | None:
    request = context.request
    sources: Mapping[str, Callable[[str], Any]] = {
        "context": lambda path: _walk(context.variables(), path),
        "stageVariables": context.stage.variables.get,
        "method.request.header": request.headers.get,
        "method.request.querystring": request.query_parameter,
        "method.request.path": request.path_parameters.get,
    }
    value = sources[source](name)
    return None if value is None or isinstance(value, Mapping) else str(value)


def _walk(values: Mapping[str, Any], path: str) -> Any:
    found: Any = values
    for name in path.split("."):
        if not isinstance(found, Mapping):
            return None
        found = found.get(name)
    return found
