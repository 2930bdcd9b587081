"""Renders mapping templates, with the variables that API Gateway gives them.

https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html
"""

from __future__ import annotations

from typing import Any, cast

from .http_message import HttpRequest
from .request_context import RequestContext
from .velocity_syntax import (
    Access,
    Assignment,
    Binary,
    Block,
    Branches,
    Expression,
    Literal,
    Not,
    Reference,
    TemplateError,
    parse,
)


def render(template: str, context: RequestContext) -> tuple[str, dict[str, Any]]:
    """
    The text, and what the template wrote into `$context.responseOverride`.

    :raises TemplateError: where AWS's own engine would fail, and for what isn't understood here
    """
    overrides: dict[str, Any] = {}
    variables: dict[str, Any] = {
        "context": {**context.variables(), "responseOverride": overrides},
        "input": _Input(context.request),
        "stageVariables": dict(context.stage.variables),
    }
    return _Renderer(variables).block(parse(template)), overrides


class _Input:
    """`$input`."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        self.body = request.body.decode("utf-8", "replace")

    def params(self, name: str) -> str:
        """A parameter of the path, the query or the headers, searched in this order; empty text when there is none."""
        request = self._request
        value = request.path_parameters.get(name) or request.query_parameter(name)
        # Names are exact here, those of headers too.
        return value or next((held for key, held in request.headers if key == name), "")


class _Renderer:
    def __init__(self, variables: dict[str, Any]) -> None:
        self._variables = variables

    def block(self, nodes: Block) -> str:
        parts: list[str] = []
        for node in nodes:
            if isinstance(node, str):
                parts.append(node)
            elif isinstance(node, Assignment):
                self._assign(node)
            elif isinstance(node, Branches):
                parts.append(self._branch(node))
            else:
                parts.append(self._written(node))
        return "".join(parts)

    def _branch(self, node: Branches) -> str:
        for condition, nodes in node.branches:
            if _is_true(self._value(condition)):
                return self.block(nodes)
        return ""

    def _written(self, reference: Reference) -> str:
        value = self._resolve(reference)
        if value is None:
            return "" if reference.quiet else reference.source
        return str(value).lower() if isinstance(value, bool) else str(value)

    def _assign(self, node: Assignment) -> None:
        value = self._value(node.value)
        if not node.target.steps:
            self._variables[node.target.name] = value
            return
        names = [node.target.name, *(step.name for step in node.target.steps)]
        holder: Any = self._variables
        for name in names[:-1]:
            if not isinstance(holder, dict):
                raise TemplateError(f"{node.target.source} can't be set")
            holder = holder.setdefault(name, {})
        holder[names[-1]] = value

    def _value(self, expression: Expression) -> Any:
        if isinstance(expression, Literal):
            return expression.value
        if isinstance(expression, Reference):
            return self._resolve(expression)
        if isinstance(expression, Not):
            return not _is_true(self._value(expression.operand))
        return self._combined(expression)

    def _combined(self, expression: Binary) -> bool:
        left = self._value(expression.left)
        if expression.operator == "&&":
            return _is_true(left) and _is_true(self._value(expression.right))
        if expression.operator == "||":
            return _is_true(left) or _is_true(self._value(expression.right))
        return (left == self._value(expression.right)) == (expression.operator == "==")

    def _resolve(self, reference: Reference) -> Any:
        value = self._variables.get(reference.name)
        for step in reference.steps:
            value = self._step(value, step, reference)
        return value

    def _step(self, value: Any, step: Access, reference: Reference) -> Any:
        if step.arguments is not None:
            if not isinstance(value, _Input) or step.name != "params":
                raise TemplateError(f"{reference.source} isn't understood: of functions, only $input.params(name) is")
            return value.params(*(cast(str, self._value(argument)) for argument in step.arguments))
        if isinstance(value, dict):
            return value.get(step.name)
        return getattr(value, step.name, None) if isinstance(value, _Input) else None


def _is_true(value: Any) -> bool:
    # Velocity 1: anything but false and nothing is true, empty text included.
    return value is not None and value is not False
