"""A request as API Gateway got it, and the answer that it gives."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field


class Headers:
    """Header lines in their order; found by name whatever its case."""

    def __init__(self, lines: Iterable[tuple[str, str]] = ()) -> None:
        self._lines = list(lines)

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self._lines)

    def __contains__(self, name: str) -> bool:
        return self.get(name) is not None

    def get(self, name: str) -> str | None:
        """The last line's value, which is the one that single-valued maps hold."""
        values = self.get_all(name)
        return values[-1] if values else None

    def get_all(self, name: str) -> list[str]:
        return [value for key, value in self._lines if key.lower() == name.lower()]

    def add(self, name: str, value: str) -> None:
        self._lines.append((name, value))

    def set(self, name: str, value: str) -> None:
        """Puts one line in the place of all of that name."""
        self.remove(name)
        self.add(name, value)

    def remove(self, name: str) -> None:
        self._lines = [line for line in self._lines if line[0].lower() != name.lower()]

    def copy(self) -> Headers:
        return Headers(self._lines)


@dataclass
class HttpRequest:
    method: str
    #: After the stage's name, as sent (percent-encoded).
    path: str
    #: Decoded, in the order sent.
    query: list[tuple[str, str]]
    headers: Headers
    #: Cut off where it is longer than API Gateway takes.
    body: bytes
    is_too_large: bool
    #: The address of the connection, as API Gateway judges it: never one that a header tells.
    source_ip: str
    protocol: str
    #: Filled in once the request is routed. Decoded.
    path_parameters: dict[str, str] = field(default_factory=dict)

    def query_parameter(self, name: str) -> str | None:
        """The last one of that name."""
        return next((value for key, value in reversed(self.query) if key == name), None)


@dataclass
class HttpResponse:
    status: int
    headers: Headers
    body: bytes
