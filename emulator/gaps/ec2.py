"""EC2: descriptions of security group rules, versions of launch templates, and what goes with what."""

from typing import Any

from moto.core.types import Base64EncodedString
from moto.ec2.exceptions import InvalidLaunchTemplateIdNotFound
from moto.ec2.models.instances import Instance
from moto.ec2.models.launch_templates import LaunchTemplateBackend, LaunchTemplateVersion
from moto.ec2.models.nat_gateways import NatGatewayBackend
from moto.ec2.models.security_groups import SecurityGroupRule
from moto.ec2.models.vpcs import VPCBackend
from moto.ec2.utils import parse_user_data


def install() -> None:
    _keep_descriptions_of_rules()
    _mend_versions_of_launch_templates()
    _tell_a_missing_launch_template_by_its_id()
    _delete_parts_too()


def _tell_a_missing_launch_template_by_its_id() -> None:
    """
    moto says that a name is missing where an id was given. The provider takes the right answer for done: a deletion that
    it asked for again, because the first answer got lost, would fail.
    """
    delete = LaunchTemplateBackend.delete_launch_template

    def delete_launch_template(self: Any, name: str, tid: str | None) -> Any:
        if not name and tid is not None and tid not in self.launch_templates:
            raise InvalidLaunchTemplateIdNotFound(tid)
        return delete(self, name, tid)

    LaunchTemplateBackend.delete_launch_template = delete_launch_template  # type: ignore[method-assign]


def _delete_parts_too() -> None:
    """
    moto leaves the interfaces of deleted NAT gateways and of instances that a group has terminated, and the default
    access list of a deleted VPC: whoever looks for what a destroy has left behind would find them.
    """
    delete_gateway, delete_vpc = NatGatewayBackend.delete_nat_gateway, VPCBackend.delete_vpc
    terminate = Instance.terminate

    def terminate_with_interfaces(self: Any) -> Any:
        interfaces = [each.id for each in self.nics.values()]
        previous_state = terminate(self)
        for identifier in interfaces:
            self.ec2_backend.enis.pop(identifier, None)
        return previous_state

    def delete_nat_gateway(self: Any, nat_gateway_id: str) -> Any:
        gateway = delete_gateway(self, nat_gateway_id)
        self.enis.pop(gateway._eni.id, None)
        return gateway

    def delete_vpc_and_its_list(self: Any, vpc_id: str) -> Any:
        vpc = delete_vpc(self, vpc_id)
        for identifier, acl in list(self.network_acls.items()):
            if acl.vpc_id == vpc_id:
                del self.network_acls[identifier]
        return vpc

    Instance.terminate = terminate_with_interfaces  # type: ignore[method-assign]
    NatGatewayBackend.delete_nat_gateway = delete_nat_gateway  # type: ignore[method-assign]
    VPCBackend.delete_vpc = delete_vpc_and_its_list  # type: ignore[method-assign]


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
