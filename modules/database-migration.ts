import { LambdaInvocation } from "@cdktf/provider-aws/lib/lambda-invocation";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";

export interface DatabaseMigrationProps {
  readonly functionName: string;
  /** Hash of the function's package: a new package is run, an unchanged one is not. */
  readonly sourceCodeHash: string;
  /** The database that is migrated, by what tells it from a successor of the same name: another one is migrated anew. */
  readonly databaseResourceId: string;
  /** The secret that the API's user is written to: a new one is filled. */
  readonly apiSecretArn: string;
}

/**
 * Runs a migration function during the deploy, once for each of its packages. A failed migration fails the apply before
 * anything that depends on this is touched. The function's answer is kept in the state, so it must hold no secret.
 */
export class DatabaseMigration extends Construct {
  /** What new code waits for. */
  readonly done: ITerraformDependable;

  constructor(scope: Construct, id: string, props: DatabaseMigrationProps) {
    super(scope, id);
    this.done = new LambdaInvocation(this, "Default", {
      functionName: props.functionName,
      input: JSON.stringify({}),
      triggers: {
        package: props.sourceCodeHash,
        database: props.databaseResourceId,
        api_secret: props.apiSecretArn,
      },
    });
  }
}
