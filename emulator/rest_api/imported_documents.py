"""Keeps the documents that APIs are imported from: moto reads their paths and drops the rest.

Without this a deployed API has no validators, authorizers or gateway responses, and a stage serves whatever was
imported last instead of what was deployed.
"""

from __future__ import annotations

import copy
from typing import Any

from moto.apigateway.models import APIGatewayBackend, RestAPI

from .definition_reader import Document, NotEmulated, read_definition
from .deployed_stage import FrozenApi
from .resource_policy import read_policy

_BINARY_MEDIA_TYPES = "x-amazon-apigateway-binary-media-types"
_MINIMUM_COMPRESSION_SIZE = "x-amazon-apigateway-minimum-compression-size"
_POLICY = "x-amazon-apigateway-policy"
_GATEWAY_RESPONSES = "x-amazon-apigateway-gateway-responses"


def install() -> None:
    _keep_imported_documents()
    _freeze_deployments()


def _keep_imported_documents() -> None:
    # ImportRestApi goes through put_rest_api as well.
    put_rest_api = APIGatewayBackend.put_rest_api

    def keeping(
        self: APIGatewayBackend, function_id: str, api_doc: Any, fail_on_warnings: bool, mode: str = "merge"
    ) -> RestAPI:
        earlier = getattr(self.get_rest_api(function_id), "imported_document", None)
        document = _merged(earlier, api_doc) if mode == "merge" and earlier else copy.deepcopy(api_doc)
        # Refused before moto has changed anything.
        read_definition(document)
        api = put_rest_api(self, function_id, api_doc, fail_on_warnings=fail_on_warnings, mode=mode)
        api.imported_document = document  # type: ignore[attr-defined]
        _apply_settings(api, document)
        return api

    APIGatewayBackend.put_rest_api = keeping  # type: ignore[method-assign]


def _merged(earlier: Document, later: Document) -> dict[str, Any]:
    """In mode `merge` the later document wins method by method, component by component; what it lacks stays."""
    merged = {**copy.deepcopy(dict(earlier)), **copy.deepcopy(dict(later))}
    merged["paths"] = _merged_by_key(earlier, later, "paths")
    merged["components"] = _merged_by_key(earlier, later, "components")
    merged[_GATEWAY_RESPONSES] = {**earlier.get(_GATEWAY_RESPONSES, {}), **later.get(_GATEWAY_RESPONSES, {})}
    return merged


def _merged_by_key(earlier: Document, later: Document, key: str) -> dict[str, Any]:
    old, new = earlier.get(key, {}), later.get(key, {})
    return copy.deepcopy({name: {**old.get(name, {}), **new.get(name, {})} for name in [*old, *new]})


def _apply_settings(api: RestAPI, document: Document) -> None:
    """
    The document is the whole API: a setting that it lacks is reset. (Terraform's provider relies on it: after an import
    it writes back, from its own arguments, what the answer lacks.)
    """
    api.binaryMediaTypes = list(document.get(_BINARY_MEDIA_TYPES, []))
    api.minimum_compression_size = document.get(_MINIMUM_COMPRESSION_SIZE)
    if _POLICY in document:
        raise NotEmulated(f"`{_POLICY}` (give the policy to the API itself)")


def _freeze_deployments() -> None:
    create_deployment = RestAPI.create_deployment

    def freezing(self: RestAPI, *args: Any, **kwargs: Any) -> Any:
        frozen = _frozen(self)
        deployment = create_deployment(self, *args, **kwargs)
        deployment.frozen_api = frozen  # type: ignore[attr-defined]
        return deployment

    RestAPI.create_deployment = freezing  # type: ignore[method-assign]


def _frozen(api: RestAPI) -> FrozenApi | None:
    document = getattr(api, "imported_document", None)
    if document is None:
        # Made resource by resource instead of imported: moto keeps it, nothing serves it.
        return None
    size = api.minimum_compression_size
    return FrozenApi(
        definition=read_definition(document),
        policy=read_policy(api.policy) if api.policy else None,
        binary_media_types=tuple(api.binaryMediaTypes),
        # The API's way to say "never" in an update is an empty text or -1.
        minimum_compression_size=None if size in (None, "", -1, "-1") else int(size),
    )
