/** How often whoever waits is told what is waited for, in milliseconds. */
const reminderMs = 20_000;

// cdktf puts the stack before the first line of what it passes on at once, and a construct's path behind addresses:
// "directory-data  aws_db_instance.database (database/Default): Still creating... [10s elapsed]".
const ofStack = /^([a-z][\w-]*)\s{2,}/;
// Before that a stack may wait for others, though it is initialized.
const works = /: (?:Creating|Modifying|Destroying)\.\.\./;
const stillWorks =
  /\s{2,}(\S+)(?: \(.*?\))?: Still (creating|modifying|destroying)\.\.\. \[.*?(\w+) elapsed\]/;
const isDone = /\s{2,}(?:Apply|Destroy) complete! Resources: (.*?)\.?\s*$/;

/** Tells of a deploy or destroy by what cdktf prints: when a stack begins and ends, and now and then why it takes long. */
export class StackProgress {
  readonly #startOf = new Map<string, number>();
  readonly #done: string[] = [];
  #lastSaid = Date.now();
  #stack = "";

  constructor(private readonly say: (text: string) => void) {}

  /** @param line of cdktf's output: the stack's name, then what Terraform says */
  read(line: string): void {
    this.#stack = ofStack.exec(line)?.[1] ?? this.#stack;
    if (works.test(line)) this.#begin(this.#stack);
    const [, resources] = isDone.exec(line) ?? [];
    const [, resource, verb = "", elapsed] = stillWorks.exec(line) ?? [];
    if (resources !== undefined) this.#end(this.#stack, withoutZeros(resources));
    else if (resource !== undefined) this.#remind(`${this.#stack}: still ${verb} ${resource}, ${elapsed}`);
  }

  /** What became of each stack. */
  summary(): string {
    return this.#done.join("; ");
  }

  #begin(stack: string): void {
    if (this.#startOf.has(stack)) return;
    this.#startOf.set(stack, Date.now());
    this.#tell(`${stack}: begins`);
  }

  #end(stack: string, resources: string): void {
    const seconds = Math.round((Date.now() - (this.#startOf.get(stack) ?? Date.now())) / 1000);
    this.#done.push(`${stack}: ${resources}`);
    this.#tell(`${stack}: ${resources} in ${seconds} s`);
  }

  #remind(text: string): void {
    if (Date.now() - this.#lastSaid >= reminderMs) this.#tell(text);
  }

  #tell(text: string): void {
    this.#lastSaid = Date.now();
    this.say(text);
  }
}

/** `40 added, 0 changed, 0 destroyed` → `40 added`. */
function withoutZeros(resources: string): string {
  return (
    resources
      .split(", ")
      .filter((each) => !each.startsWith("0 "))
      .join(", ") || "no change"
  );
}
