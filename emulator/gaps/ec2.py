"""EC2: descriptions of security group rules."""

from typing import Any

from moto.ec2.models.security_groups import SecurityGroupRule


def install() -> None:
    """
    moto forgets the description of a rule that names another group or a prefix list: the second plan would write it
    again.
    """
    init = SecurityGroupRule.__init__

    def rule(self: Any, *args: Any, **kwargs: Any) -> None:
        init(self, *args, **kwargs)
        prefix_list = kwargs.get("prefix_list_id")
        self._prefix_list_description = prefix_list.get("Description") if isinstance(prefix_list, dict) else None

    SecurityGroupRule.__init__ = rule  # type: ignore[method-assign]
    SecurityGroupRule.description = property(_description)  # type: ignore[assignment, attr-defined]


def _description(self: Any) -> str | None:
    return (
        self.ip_range.get("Description") or self.source_group.get("Description") or self._prefix_list_description
    )
