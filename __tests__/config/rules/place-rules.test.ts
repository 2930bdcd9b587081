import { expect, it } from "vitest";
import { systemKeys } from "../../../config/settings";
import { problemsOf, systemProblems } from "../problems-of";

it.each(systemKeys)("%s tells topics of its region only", (system) => {
  const topic = "arn:aws:sns:us-east-1:111122223333:on-call";
  expect(systemProblems(system, { alarmActions: [topic] })).toEqual([
    {
      key: `${system}.alarmActions[0]`,
      given: topic,
      allowed: expect.stringContaining("a topic of the region eu-west-1"),
      hint: "make a topic in eu-west-1",
    },
  ]);
  expect(problemsOf({ region: "us-east-1", [system]: { alarmActions: [topic] } })).toEqual([]);
});

it("remote states need a bucket", () => {
  expect(problemsOf({ backend: { type: "s3" } })).toEqual([
    {
      key: "backend.bucket",
      allowed: expect.stringContaining('"s3"'),
      hint: expect.stringContaining("bootstrap"),
    },
  ]);
});
