"""What there is in the account, across moto's services: for tests that want nothing of ours to be left."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from moto.core.base_backend import BackendDict
from moto.core.common_models import BaseModel
from moto.utilities.tagging_service import TaggingService

# AWS's own, thousands of them.
_NOT_OURS = ("amis", "aws_managed_policies", "managed_policies", "managed_prefix_lists", "snapshots")

# What AWS still shows for a while, or for ever, of something that was deleted.
_GONE = ("deleted", "inactive", "pendingdeletion", "terminated")


@dataclass(frozen=True)
class Resource:
    service: str
    """Service and region, e.g. `ec2/eu-west-1`."""
    kind: str
    """What moto calls the collection, e.g. `vpcs`."""
    identifier: str
    tags: Mapping[str, str]


def inventory() -> dict[str, list[str]]:
    """Every resource: `{"ec2/eu-west-1/vpcs": ["vpc-…"], …}`. A fresh account has some too: compare."""
    found: dict[str, list[str]] = {}
    for resource in _resources():
        found.setdefault(f"{resource.service}/{resource.kind}", []).append(resource.identifier)
    return {place: sorted(identifiers) for place, identifiers in sorted(found.items())}


def tagged_resources(wanted: Mapping[str, str]) -> list[dict[str, Any]]:
    """The resources that carry all of these tags."""
    found = [
        {"service": each.service, "kind": each.kind, "id": each.identifier, "tags": dict(each.tags)}
        for each in _resources()
        if wanted and wanted.items() <= each.tags.items()
    ]
    return sorted(found, key=lambda each: (each["service"], each["kind"], each["id"]))


def _resources() -> Iterator[Resource]:
    for backends in list(BackendDict._instances):
        for regions in list(backends.values()):
            for region, backend in list(regions.items()):
                service = f"{backends.service_name}/{region}"
                tags = _tags_beside_models(backend)
                seen: set[int] = set()
                for name, value in list(vars(backend).items()):
                    if name not in _NOT_OURS and isinstance(value, (Mapping, list)):
                        for kind, key, model in _models_in(value, name.lstrip("_"), "", seen):
                            if not _is_gone(model):
                                yield Resource(service, kind, key, _tags_of(model, key, tags))


def _models_in(value: Any, kind: str, key: str, seen: set[int]) -> Iterator[tuple[str, str, Any]]:
    """moto keeps resources in dictionaries by id, and parts of them within: rules in groups, listeners in balancers."""
    if id(value) in seen:
        return
    seen.add(id(value))
    if isinstance(value, BaseModel):
        yield kind, _identifier_of(value, key), value
        for name, part in list(vars(value).items()):
            if isinstance(part, (Mapping, list)):
                yield from _models_in(part, name.lstrip("_"), key, seen)
    elif isinstance(value, Mapping):
        # Without a mapping's own methods: Secrets Manager's store answers only to names that it takes for valid.
        for each, part in list(dict.items(value) if isinstance(value, dict) else value.items()):
            yield from _models_in(part, kind, str(each), seen)
    elif isinstance(value, list):
        for part in list(value):
            yield from _models_in(part, kind, key, seen)


def _identifier_of(model: Any, key: str) -> str:
    return next((str(each) for each in _identifiers_of(model) if each), key)


def _identifiers_of(model: Any) -> list[Any]:
    return [_attribute(model, name) for name in ("arn", "id")]


def _is_gone(model: Any) -> bool:
    states = (_attribute(model, name) for name in ("state", "status", "key_state"))
    return any(isinstance(state, str) and state.lower() in _GONE for state in states)


def _tags_of(model: Any, key: str, beside: Mapping[str, Mapping[str, str]]) -> Mapping[str, str]:
    own = _as_dictionary(_attribute(model, "tags"))
    return own or next((beside[each] for each in [*_identifiers_of(model), key] if each in beside), {})


def _attribute(model: Any, name: str) -> Any:
    try:
        return getattr(model, name, None)
    except Exception:  # noqa: BLE001 - a property that can't be had tells nothing
        return None


def _tags_beside_models(backend: Any) -> dict[str, Mapping[str, str]]:
    """Where a service keeps tags apart from its models; those of what is deleted may stay there."""
    found: dict[str, Mapping[str, str]] = {}
    for value in vars(backend).values():
        if isinstance(value, TaggingService):
            found.update({arn: _as_dictionary(tags) for arn, tags in value.tags.items()})
    # EC2's own.
    found.update({each: _as_dictionary(tags) for each, tags in getattr(backend, "tags", {}).items()})
    return found


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
