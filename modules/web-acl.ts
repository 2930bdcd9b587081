import { Wafv2WebAcl, type Wafv2WebAclRule } from "@cdktf/provider-aws/lib/wafv2-web-acl";
import { Wafv2WebAclAssociation } from "@cdktf/provider-aws/lib/wafv2-web-acl-association";
import { Construct } from "constructs";

export interface WebAclProps {
  readonly name: string;
  /** Requests per client address in five minutes; more are blocked. At least 10 (AWS). */
  readonly rateLimit: number;
}

interface ManagedRuleGroup {
  readonly name: string;
  /** Rules of the group that only count what they would block. */
  readonly countOnly?: readonly string[];
}

/** AWS's managed rule groups, in the order they are asked. */
const managedRuleGroups: readonly ManagedRuleGroup[] = [
  { name: "AWSManagedRulesAmazonIpReputationList" },
  // Its limit of 8 KB a body would block every import of any size.
  { name: "AWSManagedRulesCommonRuleSet", countOnly: ["SizeRestrictions_BODY"] },
  { name: "AWSManagedRulesKnownBadInputsRuleSet" },
  { name: "AWSManagedRulesSQLiRuleSet" },
];

/**
 * A regional WAF web ACL: a rate limit and AWS's managed rules for common attacks. About 10 USD a month and 0.60 USD a
 * million requests.
 */
export class WebAcl extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, props: WebAclProps) {
    super(scope, id);
    this.arn = new Wafv2WebAcl(this, "Default", {
      name: props.name,
      scope: "REGIONAL",
      defaultAction: { allow: {} },
      rule: [rateRule(props), ...managedRuleGroups.map((group, index) => managedRule(group, index + 1))],
      visibilityConfig: visibility(props.name),
    }).arn;
  }
}

/** Puts a web ACL in front of a load balancer or an API stage. */
export class WebAclProtection extends Construct {
  constructor(
    scope: Construct,
    id: string,
    props: { readonly webAclArn: string; readonly resourceArn: string },
  ) {
    super(scope, id);
    new Wafv2WebAclAssociation(this, "Default", {
      webAclArn: props.webAclArn,
      resourceArn: props.resourceArn,
    });
  }
}

function rateRule(props: WebAclProps): Wafv2WebAclRule {
  return {
    name: "rate-limit",
    priority: 0,
    action: { block: {} },
    // Statements nest without end, so the provider's bindings take them as they stand in Terraform.
    statement: { rate_based_statement: { limit: props.rateLimit, aggregate_key_type: "IP" } },
    visibilityConfig: visibility("rate-limit"),
  };
}

function managedRule(group: ManagedRuleGroup, priority: number): Wafv2WebAclRule {
  return {
    name: group.name,
    priority,
    overrideAction: { none: {} },
    statement: {
      managed_rule_group_statement: {
        vendor_name: "AWS",
        name: group.name,
        rule_action_override: (group.countOnly ?? []).map((name) => ({ name, action_to_use: { count: {} } })),
      },
    },
    visibilityConfig: visibility(group.name),
  };
}

function visibility(metricName: string) {
  return { metricName, cloudwatchMetricsEnabled: true, sampledRequestsEnabled: true };
}
