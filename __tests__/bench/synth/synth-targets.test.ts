import { describe, expect, it } from "vitest";
import { judgeSynth } from "../../../bench/synth/synth-targets";
import { run, synthFigures } from "./synth-figures";

const outcomes = (...given: Parameters<typeof synthFigures>) =>
  judgeSynth(synthFigures(...given)).map(({ isMet, reached }) => [isMet, reached]);

describe("the targets of a synth", () => {
  it("are met at their limits", () => {
    expect(outcomes()).toEqual([
      [true, "3.00×"],
      [true, "3.00×"],
      [true, "1/8.00"],
      [true, "1/2.00"],
      [true, "1/2.00"],
      [true, "1.00 s"],
      [true, "6.00×"],
      [true, "120 MB"],
    ]);
  });

  it("are missed beyond them", () => {
    const slower = { app: [run(310, 121)], edited: [run(1_010)], "growth-5000-4": [run(3_010)] };
    expect(outcomes(slower)).toEqual([
      [false, "3.10×"],
      [false, "3.10×"],
      [false, "1/7.74"],
      [false, "1/1.94"],
      [false, "1/1.94"],
      [false, "1.01 s"],
      [false, "6.02×"],
      [false, "121 MB"],
    ]);
  });

  it("compare what ran in the same round, and take the median of the rounds", () => {
    const [timesSmallest] = outcomes({
      smallest: [run(10), run(10), run(10)],
      "smallest-plain": [run(100), run(1_000), run(100)],
      app: [run(200), run(2_000), run(900)],
      "aws-cdk": [run(1), run(1), run(1)],
      "aws-cdk-unvalidated": [run(1), run(1), run(1)],
      "aws-cdk-cached": [run(1), run(1), run(1)],
    });
    expect(timesSmallest).toEqual([true, "2.00×"]);
  });

  it("take the largest memory, not the usual one", () => {
    const three = [run(100), run(100), run(100)];
    const memory = outcomes({
      smallest: three,
      "smallest-plain": three,
      app: [run(100, 90), run(100, 150), run(100, 90)],
      "aws-cdk": three,
      "aws-cdk-unvalidated": three,
      "aws-cdk-cached": three,
    }).at(-1);
    expect(memory).toEqual([false, "150 MB"]);
  });

  it("aren't judged without what they are held against", () => {
    const { contenders } = synthFigures();
    const ours = contenders.filter(({ id }) => !id.startsWith("aws-cdk"));
    expect(outcomes({}, { contenders: ours }).slice(2, 5)).toEqual([
      [undefined, ""],
      [undefined, ""],
      [undefined, ""],
    ]);
  });
});
