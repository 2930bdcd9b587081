"""Application Auto Scaling: tags of scalable targets."""

import json
from typing import Any

from moto.applicationautoscaling.responses import ApplicationAutoScalingResponse as Response

_tags: dict[str, dict[str, str]] = {}


def install() -> None:
    """Without ListTagsForResource a target is made, but can't be read: no plan and no destroy of the stack any more."""
    register = Response.register_scalable_target

    def register_scalable_target(self: Any) -> str:
        answer = register(self)
        _tags.setdefault(json.loads(answer)["ScalableTargetARN"], {}).update(self._get_param("Tags") or {})
        return answer

    Response.register_scalable_target = register_scalable_target  # type: ignore[method-assign]
    Response.list_tags_for_resource = _list_tags  # type: ignore[attr-defined]
    Response.tag_resource = _tag  # type: ignore[attr-defined]
    Response.untag_resource = _untag  # type: ignore[attr-defined]


def _list_tags(self: Any) -> str:
    return json.dumps({"Tags": _tags.get(self._get_param("ResourceARN"), {})})


def _tag(self: Any) -> str:
    _tags.setdefault(self._get_param("ResourceARN"), {}).update(self._get_param("Tags"))
    return "{}"


def _untag(self: Any) -> str:
    for key in self._get_param("TagKeys"):
        _tags.get(self._get_param("ResourceARN"), {}).pop(key, None)
    return "{}"
