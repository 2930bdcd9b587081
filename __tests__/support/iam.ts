import type { Json, StackDocument } from "./synthesized";

/** What one role may do: who assumes it and every statement of its inline policies, one readable line each. */
export interface RoleGrants {
  readonly trust: string[];
  readonly grants: string[];
  readonly managedPolicies: string[];
}

/** Every role of a stack by its address's name. */
export function rolesOf(stack: StackDocument): Record<string, RoleGrants> {
  return Object.fromEntries(
    stack.all("aws_iam_role").map(({ name, args }) => {
      const isAttached = (policy: { args: Json }) => policy.args.role === `\${aws_iam_role.${name}.name}`;
      return [
        name,
        {
          trust: statements(args.assume_role_policy),
          grants: stack
            .all("aws_iam_role_policy")
            .filter(isAttached)
            .flatMap(({ args }) => statements(args.policy)),
          managedPolicies: stack
            .all("aws_iam_role_policy_attachment")
            .filter(isAttached)
            .map(({ args }) => args.policy_arn),
        },
      ];
    }),
  );
}

function statements(policy: string): string[] {
  return JSON.parse(policy).Statement.map((statement: Json) =>
    [
      statement.Effect,
      statement.Principal ? JSON.stringify(statement.Principal) : undefined,
      statement.Action.join(" "),
      statement.Resource ? `on ${statement.Resource.join(" ")}` : undefined,
      statement.Condition ? `if ${JSON.stringify(statement.Condition)}` : undefined,
    ]
      .filter(Boolean)
      .join(" "),
  );
}
