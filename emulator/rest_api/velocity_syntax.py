"""The part of the Velocity Template Language that is understood here, as a tree: text, references, #set and #if."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Union


class TemplateError(Exception):
    """The template is wrong, or uses what isn't understood here."""


@dataclass(frozen=True)
class Literal:
    value: object


@dataclass(frozen=True)
class Access:
    """One step after a reference's name: `.name` or, with arguments, `.name(…)`."""

    name: str
    arguments: tuple[Expression, ...] | None


@dataclass(frozen=True)
class Reference:
    name: str
    steps: tuple[Access, ...]
    #: The reference as written: Velocity leaves it standing when it has no value.
    source: str
    quiet: bool


@dataclass(frozen=True)
class Not:
    operand: Expression


@dataclass(frozen=True)
class Binary:
    operator: str
    left: Expression
    right: Expression


@dataclass(frozen=True)
class Assignment:
    target: Reference
    value: Expression


@dataclass(frozen=True)
class Branches:
    """#if and each #elseif with its block; #else has the condition `true`."""

    branches: tuple[tuple[Expression, Block], ...]


Expression = Union[Literal, Reference, Not, Binary]
Node = Union[str, Reference, Assignment, Branches]
Block = tuple[Node, ...]


def parse(template: str) -> Block:
    """
    :raises TemplateError:
    """
    parser = _Parser(template)
    block = parser.block()
    if not parser.at_end:
        raise TemplateError(f"{parser.rest[:20]!r} without an #if")
    return block


_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_STRING = re.compile(r"\"([^\"]*)\"|'([^']*)'")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_TEXT = re.compile(r"[^#$]+")
_OPERATORS = (("||",), ("&&",), ("==", "!="))


class _Parser:
    def __init__(self, template: str) -> None:
        self._template = template
        self._position = 0

    @property
    def rest(self) -> str:
        return self._template[self._position :]

    @property
    def at_end(self) -> bool:
        return self._position == len(self._template)

    def block(self) -> Block:
        """Up to the end, or to the directive that ends or continues an #if."""
        nodes: list[Node] = []
        while not self.at_end and not self._looking_at("#end", "#else"):
            nodes.append(self._node())
        return tuple(nodes)

    def _node(self) -> Node:
        if self._take("#set"):
            return self._assignment()
        if self._take("#if"):
            return self._branches()
        if re.match(r"#[a-z@#*{]", self.rest):
            raise TemplateError(f"{self.rest[:20]!r} isn't understood: only #set, #if, #elseif, #else and #end are")
        if re.match(r"\$!?\{?[A-Za-z_]", self.rest):
            return self._reference()
        text = self._match(_TEXT)
        return text if text is not None else self._character()

    def _character(self) -> str:
        self._position += 1
        return self._template[self._position - 1]

    def _assignment(self) -> Assignment:
        self._expect("(")
        target = self._reference()
        self._expect("=")
        value = self._expression()
        self._expect(")")
        self._end_of_line()
        return Assignment(target, value)

    def _branches(self) -> Branches:
        branches = [self._branch()]
        while self._take("#elseif"):
            branches.append(self._branch())
        if self._take("#else"):
            self._end_of_line()
            branches.append((Literal(True), self.block()))
        self._expect("#end")
        self._end_of_line()
        return Branches(tuple(branches))

    def _branch(self) -> tuple[Expression, Block]:
        self._expect("(")
        condition = self._expression()
        self._expect(")")
        self._end_of_line()
        return condition, self.block()

    def _end_of_line(self) -> None:
        """A directive swallows the line break after it."""
        self._match(re.compile(r"[ \t]*\r?\n"))

    def _expression(self, level: int = 0) -> Expression:
        if level == len(_OPERATORS):
            return self._operand()
        left = self._expression(level + 1)
        while (operator := self._take_spaced(*_OPERATORS[level])) is not None:
            left = Binary(operator, left, self._expression(level + 1))
        return left

    def _operand(self) -> Expression:
        self._spaces()
        if self._take("!"):
            return Not(self._operand())
        if self._take("("):
            inside = self._expression()
            self._expect(")")
            return inside
        if self._looking_at("$"):
            return self._reference()
        return self._literal()

    def _literal(self) -> Literal:
        if (string := _STRING.match(self.rest)) is not None:
            self._position += string.end()
            text = string.group(1) if string.group(1) is not None else string.group(2)
            if string.group(1) is not None and "$" in text:
                raise TemplateError(f"{string.group(0)} holds a reference, which isn't understood inside a text")
            return Literal(text)
        if (number := self._match(_NUMBER)) is not None:
            return Literal(float(number) if "." in number else int(number))
        word = self._match(_NAME)
        if word in ("true", "false"):
            return Literal(word == "true")
        raise TemplateError(f"{(word or '') + self.rest[:20]!r} isn't understood as a value")

    def _reference(self) -> Reference:
        self._spaces()
        start = self._position
        self._expect("$")
        quiet = self._take("!")
        braced = self._take("{")
        name = self._name()
        steps: list[Access] = []
        while re.match(r"\.[A-Za-z_]", self.rest):
            self._position += 1
            step = self._name()
            steps.append(Access(step, self._arguments() if self._take("(") else None))
        if braced:
            self._expect("}")
        return Reference(name, tuple(steps), self._template[start : self._position], quiet)

    def _arguments(self) -> tuple[Expression, ...]:
        arguments: list[Expression] = []
        while self._take_spaced(")") is None:
            arguments.append(self._expression())
            self._take_spaced(",")
        return tuple(arguments)

    def _name(self) -> str:
        name = self._match(_NAME)
        if name is None:
            raise TemplateError(f"a name is missing at {self.rest[:20]!r}")
        return name

    def _spaces(self) -> None:
        self._match(re.compile(r"\s+"))

    def _match(self, pattern: re.Pattern[str]) -> str | None:
        match = pattern.match(self._template, self._position)
        if match is None:
            return None
        self._position = match.end()
        return match.group(0)

    def _looking_at(self, *texts: str) -> bool:
        return self._template.startswith(texts, self._position)

    def _take(self, text: str) -> bool:
        if not self._looking_at(text):
            return False
        self._position += len(text)
        return True

    def _take_spaced(self, *texts: str) -> str | None:
        self._spaces()
        return next((text for text in texts if self._take(text)), None)

    def _expect(self, text: str) -> None:
        self._spaces()
        if not self._take(text):
            raise TemplateError(f"{text!r} is missing at {self.rest[:20]!r}")
