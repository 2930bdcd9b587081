"""Cognito: what a user pool keeps when it is changed."""

from typing import Any

from moto.cognitoidp.models import CognitoIdpBackend

# Chosen when a pool is made and for ever (Cognito API reference, UpdateUserPool has none of them).
_FOR_EVER = ("AliasAttributes", "UsernameAttributes", "UsernameConfiguration", "Schema")


def install() -> None:
    """moto forgets them with the first change of a pool: the next plan would replace it with all its users."""
    update = CognitoIdpBackend.update_user_pool

    def update_user_pool(self: Any, user_pool_id: str, extended_config: dict[str, Any]) -> None:
        before = self.describe_user_pool(user_pool_id).extended_config
        kept = {name: before[name] for name in _FOR_EVER if name in before}
        update(self, user_pool_id, {**extended_config, **kept})

    CognitoIdpBackend.update_user_pool = update_user_pool  # type: ignore[method-assign]
