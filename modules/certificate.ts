import { AcmCertificate } from "@cdktf/provider-aws/lib/acm-certificate";
import { AcmCertificateValidation } from "@cdktf/provider-aws/lib/acm-certificate-validation";
import { Route53Record } from "@cdktf/provider-aws/lib/route53-record";
import { Construct } from "constructs";

export interface CertificateProps {
  /** One host name. */
  readonly domainName: string;
  /** The Route 53 zone that the name lies in: the proof of ownership is written there. */
  readonly zoneId: string;
}

/** A certificate from ACM, validated by DNS, renewed by AWS. Free of charge. */
export class Certificate extends Construct {
  /** Known once the certificate is validated, so that a listener waits for it. */
  readonly arn: string;

  constructor(scope: Construct, id: string, props: CertificateProps) {
    super(scope, id);
    const certificate = new AcmCertificate(this, "Default", {
      domainName: props.domainName,
      validationMethod: "DNS",
      // A listener holds on to its certificate.
      lifecycle: { createBeforeDestroy: true },
    });
    // One name has one validation option; a list of names would need as many records.
    const proof = certificate.domainValidationOptions.get(0);
    const record = new Route53Record(this, "proof", {
      zoneId: props.zoneId,
      name: proof.resourceRecordName,
      type: proof.resourceRecordType,
      records: [proof.resourceRecordValue],
      ttl: 300,
      // A former certificate of the same name leaves the same record.
      allowOverwrite: true,
    });
    this.arn = new AcmCertificateValidation(this, "validation", {
      certificateArn: certificate.arn,
      validationRecordFqdns: [record.fqdn],
    }).certificateArn;
  }
}
