import type { Statement } from "../../modules/policy-document";

/** Both ends in one account, whichever it is: an endpoint can't carry data to somebody else's bucket or secret. */
const withinOneAccount = { StringEquals: { "aws:ResourceAccount": "$${aws:PrincipalAccount}" } };

/**
 * What may pass through each endpoint of the directory, by whomever in the VPC. The callers' own roles say who may do
 * what; this is the second lock.
 */
export function endpointPolicies(region: string, environment: string) {
  const secretArn = `arn:aws:secretsmanager:${region}:*:secret:`;
  return {
    interface: {
      secretsmanager: [
        {
          sid: "DirectorySecrets",
          principals: "*",
          actions: ["secretsmanager:GetSecretValue", "secretsmanager:PutSecretValue"],
          // The directory's own, and the master user's, which RDS names.
          resources: [`${secretArn}directory-${environment}-*`, `${secretArn}rds!db-*`],
          conditions: withinOneAccount,
        },
      ],
      "ecr.api": [registryToken, ...imagePull(region)],
      "ecr.dkr": [registryToken, ...imagePull(region)],
      logs: [
        {
          sid: "WriteLogs",
          principals: "*",
          actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
          resources: [`arn:aws:logs:${region}:*:log-group:*`],
          conditions: withinOneAccount,
        },
      ],
    },
    s3: [
      {
        sid: "ImageLayers",
        principals: "*",
        actions: ["s3:GetObject"],
        // Where ECR keeps layers (https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html).
        resources: [`arn:aws:s3:::prod-${region}-starport-layer-bucket/*`],
      },
    ],
  } satisfies { interface: Record<string, readonly Statement[]>; s3: readonly Statement[] };
}

/** ECR's log-in has no resource to narrow it to. */
const registryToken: Statement = {
  sid: "RegistryToken",
  principals: "*",
  actions: ["ecr:GetAuthorizationToken"],
  resources: ["*"],
};

function imagePull(region: string): Statement[] {
  return [
    {
      sid: "PullImages",
      principals: "*",
      actions: ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
      resources: [`arn:aws:ecr:${region}:*:repository/directory-*`],
      conditions: withinOneAccount,
    },
  ];
}
