/** One statement of an IAM, resource or endpoint policy. */
export interface Statement {
  /** What the statement is for, in PascalCase: it shows in the console and in access analysis. */
  readonly sid: string;
  /** @default "Allow" */
  readonly effect?: "Allow" | "Deny";
  readonly actions: readonly string[];
  /** Not given in trust policies, which have no resource. */
  readonly resources?: readonly string[];
  /** Given in trust, resource and endpoint policies: `*`, or the kind of principal with its names. */
  readonly principals?: "*" | { readonly Service: readonly string[] } | { readonly AWS: readonly string[] };
  /** Operator → key → values. Policy variables are written as `$${aws:…}`: Terraform reads `${…}` itself. */
  readonly conditions?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/**
 * Renders a policy as JSON.
 *
 * Written here rather than by the provider's `aws_iam_policy_document`: a data source would have to be read at plan.
 *
 * @throws when a statement allows every action on every resource
 */
export function policyDocument(statements: readonly Statement[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements.map(render) });
}

/** The trust policy of a role that one AWS service assumes, e.g. `lambda.amazonaws.com`. */
export function trustedBy(service: string, conditions?: Statement["conditions"]): string {
  return policyDocument([
    {
      sid: "ServiceMayAssume",
      actions: ["sts:AssumeRole"],
      principals: { Service: [service] },
      ...(conditions ? { conditions } : {}),
    },
  ]);
}

function render(statement: Statement) {
  const allowsEverything =
    statement.effect !== "Deny" && statement.actions.includes("*") && statement.resources?.includes("*");
  if (allowsEverything) {
    throw new Error(
      `policy statement ${statement.sid} allows "*" on "*": name the actions or the resources it needs`,
    );
  }
  return {
    Sid: statement.sid,
    Effect: statement.effect ?? "Allow",
    ...(statement.principals ? { Principal: statement.principals } : {}),
    Action: statement.actions,
    ...(statement.resources ? { Resource: statement.resources } : {}),
    ...(statement.conditions ? { Condition: statement.conditions } : {}),
  };
}
