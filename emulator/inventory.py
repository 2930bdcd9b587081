"""What there is in the account, across moto's services: for tests that want nothing of ours to be left."""

from collections.abc import Iterator, Mapping
from typing import Any

from moto.core.base_backend import BackendDict, BaseBackend
from moto.core.common_models import BaseModel
from moto.utilities.tagging_service import TaggingService


# AWS's own, thousands of them.
_NOT_OURS = ("managed_policies", "aws_managed_policies")


def inventory() -> dict[str, list[str]]:
    """Every resource: `{"ec2/us-east-1/vpcs": ["vpc-…"], …}`. A fresh account has some too: compare."""
    found: dict[str, list[str]] = {}
    for place, identifier, _ in _resources():
        found.setdefault(place, []).append(identifier)
    return {place: sorted(identifiers) for place, identifiers in sorted(found.items())}


def tagged_resources(wanted: Mapping[str, str]) -> list[dict[str, Any]]:
    """The resources that carry all of these tags."""
    found = [
        {"service": place, "id": identifier, "tags": tags}
        for place, identifier, tags in [*_tags_of_services(), *_resources()]
        if wanted.items() <= tags.items() and tags
    ]
    return sorted(found, key=lambda each: (each["service"], each["id"]))


def _backends() -> Iterator[tuple[str, BaseBackend]]:
    for backends in list(BackendDict._instances):
        for regions in list(backends.values()):
            for region, backend in list(regions.items()):
                yield f"{backends.service_name}/{region}", backend


def _resources() -> Iterator[tuple[str, str, dict[str, str]]]:
    """moto keeps resources in dictionaries of models, by id, sometimes one within the other (region, then id)."""
    for place, backend in _backends():
        for name, collection in list(vars(backend).items()):
            if isinstance(collection, Mapping) and name not in _NOT_OURS:
                yield from _models(f"{place}/{name.lstrip('_')}", collection)


def _models(place: str, collection: Mapping[Any, Any]) -> Iterator[tuple[str, str, dict[str, str]]]:
    # Without the mapping's own methods: Secrets Manager's store answers only to names that it takes for valid.
    items = dict.items(collection) if isinstance(collection, dict) else collection.items()
    for key, value in list(items):
        if isinstance(value, BaseModel):
            yield place, str(key), _tags_of(value)
        elif isinstance(value, Mapping):
            yield from _models(place, value)


def _tags_of(model: Any) -> dict[str, str]:
    try:
        tags = getattr(model, "tags", None)
        return _as_dictionary(tags() if callable(tags) else tags)
    except Exception:  # noqa: BLE001 - a model that can't tell its tags has none that we could see
        return {}


def _tags_of_services() -> Iterator[tuple[str, str, dict[str, str]]]:
    """Where moto keeps the tags of a service apart from its models."""
    for place, backend in _backends():
        for value in list(vars(backend).values()):
            if isinstance(value, TaggingService):
                for arn, tags in list(value.tags.items()):
                    yield place, arn, {key: text or "" for key, text in tags.items()}
        if place.startswith("ec2/"):
            for identifier, tags in list(getattr(backend, "tags", {}).items()):
                yield place, identifier, dict(tags)


def _as_dictionary(tags: Any) -> dict[str, str]:
    if isinstance(tags, Mapping):
        return {str(key): str(value) for key, value in tags.items()}
    if isinstance(tags, list):
        return {
            str(tag.get("Key", tag.get("key"))): str(tag.get("Value", tag.get("value")))
            for tag in tags
            if isinstance(tag, Mapping)
        }
    return {}
