import { describe, expect, it } from "vitest";
import { expressionReferences, templateReferences } from "../../critical-path/template-references";

describe("the references of a template", () => {
  it.each<[string, string, string[]]>([
    ["a plain reference", "${aws_vpc.network.id}", ["aws_vpc.network.id"]],
    ["text around it", "arn:${aws_vpc.network.arn}/*", ["aws_vpc.network.arn"]],
    ["several", "${aws_vpc.a.id} ${data.aws_ami.b.id}", ["aws_vpc.a.id", "data.aws_ami.b.id"]],
    [
      "an index, after which nothing counts",
      "${aws_db_instance.a.secret[0].arn}",
      ["aws_db_instance.a.secret"],
    ],
    ["an index that is a reference", "${aws_subnet.a[each.key].id}", ["aws_subnet.a", "each.key"]],
    ["a splat", "${aws_subnet.a[*].id} ${aws_subnet.b.*.id}", ["aws_subnet.a", "aws_subnet.b.*.id"]],
    [
      "a directive",
      "%{ for x in aws_vpc.a.tags }${x}%{ endfor }",
      ["for", "x", "in", "aws_vpc.a.tags", "x", "endfor"],
    ],
    ["a template in an expression", '${upper("x-${aws_vpc.a.id}")}', ["upper", "aws_vpc.a.id"]],
    [
      "templates in one another, with braces and quotes",
      '${jsonencode({"a" = "}\\"${join(",", [aws_vpc.b.id])}", "c" = {d = aws_vpc.e.id}})}${aws_vpc.f.id}',
      ["jsonencode", "join", "aws_vpc.b.id", "d", "aws_vpc.e.id", "aws_vpc.f.id"],
    ],
  ])("are found in %s", (_, template, references) => {
    expect(templateReferences(template)).toEqual(references);
  });

  it.each([
    ["text", "aws_vpc.network.id of {aws_vpc.network}"],
    ["an escaped interpolation", "$${aws:PrincipalAccount} %%{aws_vpc.a.id}"],
    ["text between quotes in an expression", '${"aws_vpc.network.id"}'],
    ["an escaped interpolation in an expression", '${"$${aws_vpc.a.id}"}'],
    ["a backslash before the end of a quoted text", '${"\\\\"}aws_vpc.a.id"'],
  ])("aren't seen in %s", (_, template) => {
    expect(templateReferences(template)).toEqual([]);
  });

  it("are found behind a backslash, which means nothing outside an expression", () => {
    expect(templateReferences("\\${aws_vpc.a.id}")).toEqual(["aws_vpc.a.id"]);
  });

  it.each(["<<", "#", "//", "/*"])("are refused when there is %s in an interpolation", (mark) => {
    expect(() => templateReferences(`\${upper(${mark} aws_vpc.a.id)}`)).toThrow(
      `an interpolation has ${mark}: neither here-documents nor comments are understood`,
    );
    expect(templateReferences(`${mark} \${"${mark}"}`)).toEqual([]);
  });

  it("are the same of an expression with and without its marks", () => {
    expect(expressionReferences("aws_vpc.a.id")).toEqual(["aws_vpc.a.id"]);
    expect(expressionReferences("${aws_vpc.a.id}")).toEqual(["aws_vpc.a.id"]);
  });
});
