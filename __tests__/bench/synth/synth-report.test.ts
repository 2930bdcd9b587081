import { describe, expect, it } from "vitest";
import { synthReport } from "../../../bench/synth/synth-report";
import { run, synthFigures } from "./synth-figures";

const cells = (report: string, name: string) =>
  report
    .split("\n")
    .find((line) => line.startsWith(`│ ${name} `))
    ?.split("│")
    .map((cell) => cell.trim())
    .slice(2, -1);

describe("the report of a synth's figures", () => {
  it("gives each program's median, spread, processor time, memory and ratio", () => {
    const four = [100, 200, 300, 400];
    const report = synthReport(
      synthFigures({
        empty: four.map((wallMs) => run(wallMs / 2, wallMs / 10)),
        smallest: four.map((wallMs) => run(wallMs)),
        "smallest-plain": four.map((wallMs) => run(wallMs)),
        app: four.map((wallMs) => run(wallMs * 3)),
        edited: four.map((wallMs) => run(wallMs)),
        "aws-cdk": four.map((wallMs) => run(wallMs)),
        "aws-cdk-unvalidated": four.map((wallMs) => run(wallMs)),
        "aws-cdk-cached": four.map((wallMs) => run(wallMs)),
      }),
    );
    expect(cells(report, "an empty one")).toEqual(["125", "88–163", "125", "40", "0.50", "0.50–0.50"]);
    expect(cells(report, "ours")).toEqual(["750", "525–975", "750", "100", "3.00", "3.00–3.00"]);
  });

  it("holds the made-up systems against the one of a thousand", () => {
    expect(cells(synthReport(synthFigures()), "5,000 in 4")?.slice(-2)).toEqual(["6.00", "6.00–6.00"]);
  });

  it("marks what starts other processes, whose memory is another figure", () => {
    expect(synthReport(synthFigures())).toContain("ours after an edit *");
  });

  it("shows losses as losses", () => {
    const report = synthReport(synthFigures({ app: [run(2_400, 300)] }));
    expect(report.match(/MISSED/g)).toHaveLength(6);
    expect(cells(report, "whole repository, built, against AWS CDK")).toEqual([
      "at most 1/8",
      "1/1.00",
      "MISSED",
    ]);
  });

  it("says what couldn't run, and why", () => {
    const { contenders } = synthFigures();
    const report = synthReport({
      rounds: 1,
      contenders: contenders.filter(({ id }) => !id.startsWith("aws-cdk")),
      missing: [{ name: "AWS CDK", why: "npm ci fails in bench/aws-cdk" }],
    });
    expect(report).toContain("NOT MEASURED: AWS CDK: npm ci fails in bench/aws-cdk");
    expect(report).toContain("not measured");
  });

  it("leaves a cell empty where the machine can't tell", () => {
    const report = synthReport(synthFigures({ app: [{ wallMs: 300 }] }));
    expect(cells(report, "ours")).toEqual(["300", "300–300", "", "", "3.00", "3.00–3.00"]);
    expect(cells(report, "peak memory of the whole repository's synth")?.at(-1)).toBe("not measured");
  });
});
