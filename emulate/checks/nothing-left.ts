import { CheckFailure } from "../check";
import { type DeployedSystem, forEachLayer } from "../deployed-system";

/** What the account's admin view tells of a resource. */
interface TaggedResource {
  readonly service: string;
  readonly kind: string;
  readonly id: string;
}

/** After a destroy no state holds anything, and the account nothing that is tagged as ours but what stays on purpose. */
export async function checkNothingLeft(
  system: DeployedSystem,
  staysOnPurpose: readonly RegExp[],
): Promise<string> {
  const { deployment, name } = system;
  const states = await forEachLayer(system, async ({ stack }) => {
    const list = (await deployment.terraform(stack, ["state", "list"])).trim();
    return list === "" ? [] : list.split("\n").map((address) => `${stack}: ${address}`);
  });
  const inStates = states.flat();
  if (inStates.length > 0) throw new CheckFailure(`states still hold:\n${inStates.join("\n")}`);
  const tagged: TaggedResource[] = await deployment.account.admin(`resources?System=${name}`);
  const found = tagged.map(describe);
  const left = found.filter((each) => !staysOnPurpose.some((pattern) => pattern.test(each)));
  if (left.length > 0) {
    throw new CheckFailure(`the account still holds what is tagged System=${name}:\n${left.join("\n")}`);
  }
  const gone = staysOnPurpose.filter((pattern) => !found.some((each) => pattern.test(each)));
  if (gone.length > 0) throw new CheckFailure(`these should have stayed, but are gone:\n${gone.join("\n")}`);
  const kinds = [...new Set(tagged.map(placeOf))].join(", ");
  const stays = found.length === 0 ? "nothing" : `nothing but, on purpose, ${kinds}`;
  return `${states.length} empty states; tagged System=${name}: ${stays}`;
}

/** `kms/keys arn:…` */
function describe(resource: TaggedResource): string {
  return `${placeOf(resource)} ${resource.id}`;
}

/** Without the region: `kms/keys`. */
function placeOf({ service, kind }: TaggedResource): string {
  return `${service.replace(/\/.*/, "")}/${kind}`;
}
