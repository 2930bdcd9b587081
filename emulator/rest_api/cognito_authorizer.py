"""Authorizers of Cognito user pools: who calls, by the token sent.

https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-integrate-with-cognito.html
"""

from __future__ import annotations

import json
import time
from datetime import datetime, timezone
from typing import Any

from joserfc import jwk, jwt
from joserfc.errors import JoseError
from moto.cognitoidp.responses import CognitoIdpJsonWebKeyResponse

from emulator.account import backend_of

from .definition import CognitoAuthorizer
from .gateway_error import GatewayError
from .http_message import HttpRequest


def authorize(authorizer: CognitoAuthorizer, request: HttpRequest) -> dict[str, str]:
    """
    The token's claims, as text.

    :raises GatewayError: UNAUTHORIZED without a token that one of the pools signed for one of its clients
    """
    token = _token(request.headers.get(authorizer.header))
    claims = _verified_claims(token)
    pool = _find_pool(authorizer, claims)
    _check_time(claims)
    _check_use(authorizer, pool, claims)
    return {name: _as_text(name, value) for name, value in claims.items()}


def _token(header: str | None) -> str:
    if not header:
        raise _unauthorized("there is no token")
    scheme, _, rest = header.partition(" ")
    # With or without the scheme's name.
    return rest.strip() if scheme.lower() == "bearer" else header.strip()


def _verified_claims(token: str) -> dict[str, Any]:
    try:
        # Only RS256, whatever the token's own header asks for; the key by the token's key id.
        decoded = jwt.decode(token, _published_keys(), algorithms=["RS256"])
    except (JoseError, ValueError) as error:
        raise _unauthorized(f"the token isn't one that the pool signed: {type(error).__name__}") from error
    return decoded.claims


def _published_keys() -> jwk.KeySet:
    """What the pool publishes at /.well-known/jwks.json."""
    return jwk.KeySet.import_key_set(json.loads(CognitoIdpJsonWebKeyResponse.json_web_key))


def _find_pool(authorizer: CognitoAuthorizer, claims: dict[str, Any]) -> Any:
    """All of moto's pools sign with one key: only the issuer tells them apart."""
    for arn in authorizer.user_pool_arns:
        _, _, _, region, _, resource = arn.split(":", 5)
        pool_id = resource.removeprefix("userpool/")
        if claims.get("iss") == f"https://cognito-idp.{region}.amazonaws.com/{pool_id}":
            pool = backend_of("cognito-idp", region).user_pools.get(pool_id)
            if pool is not None:
                return pool
    raise _unauthorized(f"the token's issuer {claims.get('iss')!r} is none of the authorizer's pools")


def _check_time(claims: dict[str, Any]) -> None:
    expires = claims.get("exp")
    if not isinstance(expires, (int, float)) or expires <= time.time():
        raise GatewayError("UNAUTHORIZED", "The incoming token has expired")


def _check_use(authorizer: CognitoAuthorizer, pool: Any, claims: dict[str, Any]) -> None:
    if authorizer.scopes:
        wanted_use, client = "access", claims.get("client_id")
        if not set(authorizer.scopes) & set(str(claims.get("scope", "")).split()):
            raise _unauthorized(f"the token has none of the scopes {', '.join(authorizer.scopes)}")
    else:
        wanted_use, client = "id", claims.get("aud")
    if claims.get("token_use") != wanted_use:
        raise _unauthorized(f"the token's use is {claims.get('token_use')!r}, not {wanted_use!r}")
    if client not in pool.clients:
        raise _unauthorized("the token is for no client of the pool")


def _unauthorized(why: str) -> GatewayError:
    return GatewayError("UNAUTHORIZED", log=f"Unauthorized: {why}")


def _as_text(name: str, value: Any) -> str:
    """API Gateway hands every claim over as text: lists joined by commas, the two times as dates."""
    if name in ("exp", "iat"):
        return datetime.fromtimestamp(value, timezone.utc).strftime("%a %b %d %H:%M:%S UTC %Y")
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return ",".join(str(item) for item in value)
    return value if isinstance(value, str) else json.dumps(value)
