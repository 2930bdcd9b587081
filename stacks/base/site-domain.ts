import { Route53Record } from "@cdktf/provider-aws/lib/route53-record";
import type { Construct } from "constructs";
import type { DomainSettings } from "../../config/settings";
import { Certificate } from "../../modules/certificate";
import type { LoadBalancer } from "../../modules/load-balancer";

/** The certificate given, or one made in the given zone, or none without a domain. */
export function certificateArnOf(scope: Construct, domain: DomainSettings | null): string | undefined {
  if (!domain) return undefined;
  if (domain.certificateArn) return domain.certificateArn;
  if (!domain.zoneId)
    throw new Error(`domain ${domain.name} has neither certificateArn nor zoneId: give one of them`);
  return new Certificate(scope, "certificate", { domainName: domain.name, zoneId: domain.zoneId }).arn;
}

/** Without a zone the record is somebody else's to make; the output `alb_dns_name` says where it should point. */
export function addAlias(scope: Construct, domain: DomainSettings | null, loadBalancer: LoadBalancer): void {
  if (!domain?.zoneId) return;
  new Route53Record(scope, "alias", {
    zoneId: domain.zoneId,
    name: domain.name,
    type: "A",
    alias: { name: loadBalancer.dnsName, zoneId: loadBalancer.zoneId, evaluateTargetHealth: true },
  });
}

/** Where visitors find the site: https with a domain, plain http without one. */
export function siteUrlOf(domain: DomainSettings | null, loadBalancer: LoadBalancer): string {
  return domain ? `https://${domain.name}` : `http://${loadBalancer.dnsName}`;
}
