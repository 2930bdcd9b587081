/** How often whoever waits is told what is waited for, in milliseconds. */
const reminderMs = 20_000;

// cdktf puts the construct's path after the address: "aws_vpc.network (network/Default): Creating...".
const creationStarts = /^(\S+)\s+\S+(?: \(.*\))?: Creating\.\.\./;
const creationGoesOn = /^(\S+)\s+(\S+?)(?: \(.*\))?: Still creating\.\.\. \[(\S+) elapsed\]/;
const applyIsDone = /^(\S+)\s+Apply complete! Resources: (\d+) added/;

/** Tells of a deploy by what cdktf prints of it: one line when a layer begins and ends, and now and then why it takes long. */
export class DeployProgress {
  readonly #startOf = new Map<string, number>();
  #lastSaid = Date.now();

  constructor(private readonly say: (text: string) => void) {}

  /** @param line of cdktf's output: the stack's name, then what Terraform says */
  read(line: string): void {
    const [, done, added] = applyIsDone.exec(line) ?? [];
    const [, begun] = creationStarts.exec(line) ?? [];
    const [, waiting, resource, elapsed] = creationGoesOn.exec(line) ?? [];
    if (done !== undefined) this.#end(done, added ?? "");
    else if (begun !== undefined) this.#begin(begun);
    else if (waiting !== undefined) this.#remind(`${waiting}: ${resource} is being made, ${elapsed}`);
  }

  #begin(stack: string): void {
    if (this.#startOf.has(stack)) return;
    this.#startOf.set(stack, Date.now());
    this.#tell(`${stack}: deploying …`);
  }

  #end(stack: string, added: string): void {
    const seconds = Math.round((Date.now() - (this.#startOf.get(stack) ?? Date.now())) / 1000);
    this.#tell(`${stack}: ${added} resources in ${seconds} s`);
  }

  #remind(text: string): void {
    if (Date.now() - this.#lastSaid >= reminderMs) this.#tell(text);
  }

  #tell(text: string): void {
    this.#lastSaid = Date.now();
    this.say(text);
  }
}
