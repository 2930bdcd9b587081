import { describe, expect, it } from "vitest";
import { systemNames } from "../../config/settings";
import { markdownReport } from "../../reach/markdown-report";
import { reachabilityOf } from "../../reach/reachability";
import { textReport } from "../../reach/text-report";
import { synthesized, variantNames } from "../support/synthesized";
import { layersOf } from "./layers-of";
import { reachOf, tcpRule } from "./small-system";

const dev = reachOf();
const onlyZoneA = reachOf(({ network }) => delete network.aws_route?.app_b);

describe("the report for a terminal", () => {
  const lines = textReport("small", dev).split("\n");

  it("begins with the system and the matrix", () => {
    expect(lines.slice(0, 8)).toEqual([
      "small",
      "",
      "Who can talk to whom. Rows ask, columns answer. The cells are TCP ports; - is closed.",
      "┌───────────┬──────────┬──────────┬──────┬──────┐",
      "│ from \\ to │ internet │ balancer │ web  │ db   │",
      "├───────────┼──────────┼──────────┼──────┼──────┤",
      "│ internet  │ -        │ 80       │ -    │ -    │",
      "│ balancer  │ -        │ -        │ 8080 │ -    │",
    ]);
  });

  it("says who they are, how each subnet leads out and what is open in vain", () => {
    for (const line of [
      "│ web      │ aws_ecs_service │ app_a    │ web    │ 8080    │",
      "│ app_a    │ z-a  │ nat_a            │ its own zone only │",
      "│ app_b    │ z-b  │ nat_a            │ another zone: z-a │",
      "│ data_a   │ z-a  │ -                │ -                 │",
      "May answer but start nothing (no egress): the holders of db.",
    ])
      expect(lines).toContain(line);
    expect(lines.slice(lines.indexOf("Open, but nothing uses it"))[1]).toBe("none");
  });

  it("names the rule that is open in vain, where it is and why", () => {
    const reach = reachOf(({ network }) =>
      Object.assign(network.aws_vpc_security_group_ingress_rule ?? {}, {
        ssh: tcpRule("web", 22, { cidr_ipv4: "0.0.0.0/0" }),
      }),
    );
    const text = textReport("small", reach);
    expect(text).toMatch(/│ ingress_rule\.ssh +│ web in 22 from 0\.0\.0\.0\/0 +│/);
    expect(text).toMatch(/│ small-network +│ web doesn't listen there +│/);
  });

  it("marks a pair that is open for a part of the zones, and says which", () => {
    const text = textReport("small", onlyZoneA);
    expect(text).toMatch(/│ web +│ 443 partly │/);
    expect(text).toContain("web reaches internet partly: app_a → internet.");
  });

  it("says why a route that is there leads nowhere", () => {
    const text = textReport(
      "small",
      reachOf(({ network }) => delete network.aws_route?.public),
    );
    expect(text).toContain("nat_a stands in public_a, which has no internet gateway");
  });

  const cases = systemNames.flatMap((system) => variantNames.map((variant) => [system, variant] as const));
  it.each(cases)("fits into 100 columns: %s, %s", (system, variant) => {
    const text = textReport(system, reachabilityOf(layersOf(synthesized(variant), system)));
    const tooWide = text.split("\n").filter((line) => line.length > 100);
    expect(tooWide).toEqual([]);
  });
});

describe("the report for the documentation", () => {
  it("gives once what both presets have alike, and apart what they don't", () => {
    const headings = (text: string) => text.split("\n").filter((line) => line.startsWith("### "));
    const same = ["### Who can talk to whom", "### Who they are", "### Ways out to the internet"];
    expect(headings(markdownReport(dev, dev))).toEqual([...same, "### Open, but nothing uses it"]);
    expect(headings(markdownReport(dev, onlyZoneA))).toEqual([
      "### Who can talk to whom (`dev`)",
      "### Who can talk to whom (`prod`)",
      "### Who they are",
      "### Ways out to the internet (`dev`)",
      "### Ways out to the internet (`prod`)",
      "### Open, but nothing uses it",
    ]);
  });

  it("is Markdown: a row a line, several entries of a cell on lines of their own", () => {
    const lines = markdownReport(dev, dev).split("\n");
    for (const line of [
      "| from \\ to | internet | balancer | web | db |",
      "| web | 443 | - | - | 3306 |",
      "| db | aws_db_instance<br>small-app | data_a<br>data_b | db | 3306 |",
      "None.",
    ])
      expect(lines).toContain(line);
  });
});
