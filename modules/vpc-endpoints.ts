import { VpcEndpoint } from "@cdktf/provider-aws/lib/vpc-endpoint";
import { Construct } from "constructs";
import { policyDocument, type Statement } from "./policy-document";

export interface InterfaceEndpointProps {
  readonly vpcId: string;
  readonly region: string;
  /** The service's short name, e.g. `secretsmanager`, `ecr.api`. */
  readonly service: string;
  /** One network interface each, at about 7 USD a month. */
  readonly subnetIds: readonly string[];
  readonly securityGroupId: string;
  readonly name: string;
  /** What may be done through the endpoint, by whomever. */
  readonly policy: readonly Statement[];
}

/**
 * A private way to an AWS service. Private DNS makes the service's ordinary name resolve to it, so that the SDK needs
 * no setting.
 */
export class InterfaceEndpoint extends Construct {
  constructor(scope: Construct, id: string, props: InterfaceEndpointProps) {
    super(scope, id);
    new VpcEndpoint(this, "Default", {
      vpcId: props.vpcId,
      serviceName: `com.amazonaws.${props.region}.${props.service}`,
      vpcEndpointType: "Interface",
      privateDnsEnabled: true,
      subnetIds: [...props.subnetIds],
      securityGroupIds: [props.securityGroupId],
      policy: policyDocument(props.policy),
      tags: { Name: props.name },
    });
  }
}

export interface GatewayEndpointProps {
  readonly vpcId: string;
  readonly region: string;
  /** `s3` or `dynamodb`: the two services that have gateway endpoints. Free of charge. */
  readonly service: "s3" | "dynamodb";
  /** The tables that get the route. */
  readonly routeTableIds: readonly string[];
  readonly name: string;
  readonly policy: readonly Statement[];
}

/** A route to S3 or DynamoDB that does not leave AWS's network. */
export class GatewayEndpoint extends Construct {
  /** The service's addresses, for egress rules. */
  readonly prefixListId: string;

  constructor(scope: Construct, id: string, props: GatewayEndpointProps) {
    super(scope, id);
    this.prefixListId = new VpcEndpoint(this, "Default", {
      vpcId: props.vpcId,
      serviceName: `com.amazonaws.${props.region}.${props.service}`,
      vpcEndpointType: "Gateway",
      routeTableIds: [...props.routeTableIds],
      policy: policyDocument(props.policy),
      tags: { Name: props.name },
    }).prefixListId;
  }
}
