import { TerraformResource } from "cdktf";
import { Construct } from "constructs";

export interface FinalSnapshotNameProps {
  /** What the name begins with. */
  readonly prefix: string;
  /** Every argument whose change replaces the database, by name: its successor needs a name of its own. */
  readonly replacedWith: Readonly<Record<string, string>>;
}

/**
 * The name of the snapshot that a database leaves when it is destroyed: the same in every plan, another one for every
 * database. A fixed name would make the second destroy fail (the first one's snapshot has it), a time stamp would
 * change the plan each time. So it ends in the id that Terraform itself gives a `terraform_data` resource, which lives
 * exactly as long as the database does.
 */
export class FinalSnapshotName extends Construct {
  readonly value: string;

  constructor(scope: Construct, id: string, props: FinalSnapshotNameProps) {
    super(scope, id);
    const lifetime = new Lifetime(this, "Default", props.replacedWith);
    this.value = `${props.prefix}-${lifetime.id}`;
  }
}

/** cdktf's own DataResource asks the machine's Terraform for its version at every synth, which must need none. */
class Lifetime extends TerraformResource {
  readonly id = this.getStringAttribute("id");

  constructor(
    scope: Construct,
    id: string,
    private readonly replacedWith: Readonly<Record<string, string>>,
  ) {
    super(scope, id, { terraformResourceType: "terraform_data" });
  }

  protected override synthesizeAttributes() {
    return { triggers_replace: this.replacedWith };
  }
}
