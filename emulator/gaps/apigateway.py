"""API Gateway's control plane. What a deployed API answers is rest_api/."""

import json
from typing import Any

import moto.apigateway.models as models


def install() -> None:
    _take_every_patch()
    _take_integrations_without_address()
    _escape_policies()


def _take_every_patch() -> None:
    """
    UpdateRestApi with `/binaryMediaTypes/text~1csv` has no value, and moto reads one: the apply fails with a 500. AWS
    names what is added or removed in the path, with `~1` for a slash.
    """
    apply = models.RestAPI.apply_patch_operations

    def apply_patch_operations(self: Any, patch_operations: list[dict[str, Any]]) -> None:
        for operation in patch_operations:
            if not _change_media_types(self, operation) and not _change_compression(self, operation):
                apply(self, [operation])

    models.RestAPI.apply_patch_operations = apply_patch_operations  # type: ignore[method-assign]


def _change_media_types(api: Any, operation: dict[str, Any]) -> bool:
    prefix = "/binaryMediaTypes/"
    if not operation["path"].startswith(prefix):
        return False
    media_type = operation["path"].removeprefix(prefix).replace("~1", "/").replace("~0", "~")
    others = [each for each in api.binaryMediaTypes or [] if each != media_type]
    added = [operation.get("value") or media_type] if operation["op"] == "replace" else [media_type]
    api.binaryMediaTypes = others + (added if operation["op"] != "remove" else [])
    return True


def _change_compression(api: Any, operation: dict[str, Any]) -> bool:
    """moto drops it, and every plan would set it again."""
    if operation["path"] != "/minimumCompressionSize":
        return False
    value = operation.get("value")
    api.minimum_compression_size = int(value) if value not in (None, "") else None
    return True


def _take_integrations_without_address() -> None:
    """
    A MOCK integration has neither uri nor method (our CORS preflights), and beside a path's methods may stand its
    `parameters`: moto's import of such a body fails with a TypeError, or makes a method named PARAMETERS.
    """
    put, build = models.APIGatewayBackend.put_rest_api, models.APIGatewayBackend._build_integration_args

    def put_rest_api(self: Any, function_id: str, api_doc: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        methods = {"get", "put", "post", "delete", "options", "head", "patch", "x-amazon-apigateway-any-method"}
        paths = {
            path: {method: document for method, document in item.items() if method in methods}
            for path, item in api_doc.get("paths", {}).items()
        }
        return put(self, function_id, {**api_doc, "paths": paths}, *args, **kwargs)

    def build_integration_args(self: Any, integration: dict[str, Any]) -> dict[str, Any]:
        arguments = dict(build(self, integration))
        return {**arguments, "uri": arguments["uri"] or "", "integration_method": arguments["integration_method"] or ""}

    models.APIGatewayBackend.put_rest_api = put_rest_api  # type: ignore[method-assign]
    models.APIGatewayBackend._build_integration_args = build_integration_args  # type: ignore[method-assign]


def _escape_policies() -> None:
    """
    AWS answers a REST API's policy as JSON within JSON, escaped once more. The provider undoes that, and fails on
    moto's plain text: `invalid character 'S' after top-level value`, with the API already in the state.
    """
    to_dict = models.RestAPI.to_dict

    def escaped(self: Any) -> dict[str, Any]:
        answer = dict(to_dict(self))
        policy = answer.get("policy")
        if policy and not policy.startswith("{\\"):
            answer["policy"] = json.dumps(policy)[1:-1]
        return answer

    models.RestAPI.to_dict = escaped  # type: ignore[method-assign]
