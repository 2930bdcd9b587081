"""Media types, as API Gateway compares them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeVar

T = TypeVar("T")

#: What a request without a Content-Type, or an answer without one, is taken for.
DEFAULT = "application/json"


def essence(media_type: str | None) -> str:
    """`Text/CSV; charset=utf-8` → `text/csv`."""
    return (media_type or DEFAULT).split(";")[0].strip().lower()


def is_binary(media_type: str, binary_types: Iterable[str]) -> bool:
    """A binary type may have a wildcard in either half, as in `image/*` and `*/*`."""
    kind, _, subtype = media_type.partition("/")
    for binary in binary_types:
        binary_kind, _, binary_subtype = binary.lower().partition("/")
        if binary_kind in ("*", kind) and binary_subtype in ("*", subtype):
            return True
    return False


def choose(entries: Mapping[str, T], media_type: str) -> T | None:
    """The entry of a media type, or else the one named `$default`."""
    by_name = {name.lower(): entry for name, entry in entries.items()}
    return by_name.get(media_type, by_name.get("$default"))
