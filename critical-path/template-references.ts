import { CommandError } from "../command-line/command-error";

/**
 * What a string of Terraform's JSON syntax refers to, as it is written there: `aws_vpc.network.id`, `each.key`. What
 * follows an index is left out, and plain text around the interpolations refers to nothing. Names of functions and of
 * what a `for` goes through are among the results; they name no resource.
 *
 * @throws CommandError at a here-document or a comment within an interpolation: cdktf writes neither
 */
export function templateReferences(template: string): string[] {
  const scanner = new Scanner(template);
  scanner.readText();
  return scanner.references;
}

/** The same of an expression that stands alone, as in `depends_on` and `replace_triggered_by`. */
export function expressionReferences(expression: string): string[] {
  return templateReferences(expression.startsWith("${") ? expression : `\${${expression}}`);
}

/** Where an interpolation or a directive begins, and what only looks like it. */
const textMarks = /\$\$\{|%%\{|[$%]\{/g;
/** Between the quotes of an expression there are escaped characters too, and an end. */
const quotedMarks = /\$\$\{|%%\{|[$%]\{|\\.|"/g;
/** A name with its attributes begins with a dot when it goes on after an index. */
const expressionMarks = /["{}]|<<|#|\/\/|\/\*|\.?[A-Za-z_][\w-]*(?:\.(?:[A-Za-z_][\w-]*|\d+|\*))*/g;

/** Text and expressions lie in one another: `${` leads into an expression, a quote in there into text again. */
class Scanner {
  readonly references: string[] = [];
  private position = 0;

  constructor(private readonly template: string) {}

  readText(marks = textMarks): void {
    for (let mark = this.next(marks); mark !== undefined; mark = this.next(marks)) {
      if (mark === '"') return;
      if (mark === "${" || mark === "%{") this.readExpression();
    }
  }

  private readExpression(): void {
    let openBraces = 1;
    while (openBraces > 0) {
      const mark = this.next(expressionMarks);
      if (mark === undefined) return;
      if (mark === "{") openBraces++;
      else if (mark === "}") openBraces--;
      else if (mark === '"') this.readText(quotedMarks);
      else this.takeName(mark);
    }
  }

  private takeName(mark: string): void {
    if (/^\w/.test(mark)) this.references.push(mark);
    else if (!mark.startsWith(".")) {
      throw new CommandError(
        `an interpolation has ${mark}: neither here-documents nor comments are understood there: ${this.template.slice(0, 200)}`,
      );
    }
  }

  private next(marks: RegExp): string | undefined {
    marks.lastIndex = this.position;
    const match = marks.exec(this.template);
    this.position = match === null ? this.template.length : marks.lastIndex;
    return match?.[0];
  }
}
