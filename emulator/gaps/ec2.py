"""EC2: descriptions of security group rules, and versions of launch templates."""

from typing import Any

from moto.core.types import Base64EncodedString
from moto.ec2.models.launch_templates import LaunchTemplateVersion
from moto.ec2.models.security_groups import SecurityGroupRule
from moto.ec2.utils import parse_user_data


def install() -> None:
    _keep_descriptions_of_rules()
    _mend_versions_of_launch_templates()


def _mend_versions_of_launch_templates() -> None:
    """
    moto puts the tags of a launch template itself among those that its instances get: every plan would take them out
    again. And it can't launch an instance of any version but the first, whose user data alone it decodes.
    """
    init = LaunchTemplateVersion.__init__

    def version(self: Any, template: Any, number: int, data: dict[str, Any], description: str) -> None:
        specifications = data.get("TagSpecifications", [])
        kept = [each for each in specifications if each.get("ResourceType") != "launch-template"]
        user_data = data.get("UserData")
        if user_data is not None and not isinstance(user_data, Base64EncodedString):
            user_data = parse_user_data(user_data)
        init(self, template, number, {**data, "TagSpecifications": kept, "UserData": user_data}, description)

    LaunchTemplateVersion.__init__ = version  # type: ignore[method-assign]


def _keep_descriptions_of_rules() -> None:
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
