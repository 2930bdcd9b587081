import { expect, it } from "vitest";
import { type DemoPlace, demoReport } from "../../demo/demo-report";
import { emulatedApiUrl } from "../../demo/deployed-api";

const place: DemoPlace = {
  apiUrl: "http://127.0.0.1:40123/_apis/abc123/v1",
  siteUrl: "http://directory-dev-1.eu-west-1.elb.amazonaws.com",
  account: { endpoint: "http://127.0.0.1:40123", region: "eu-west-1" },
  folder: "/tmp/strata-deployment-x",
  tokens: undefined,
  people: 200,
};
const tokens = { viewer: "/t/viewer", editor: "/t/editor", admin: "/t/admin" };
const commands = (text: string) => text.split("\n").filter((line) => line.trim().startsWith("curl"));

it("finds a deployed API in the account by what its layer tells", () => {
  expect(
    emulatedApiUrl("https://abc123.execute-api.eu-west-1.amazonaws.com/v1", place.account.endpoint),
  ).toBe(place.apiUrl);
});

it("tells where the API, the account and the files are, and how it ends", () => {
  const report = demoReport(place);
  for (const each of [place.apiUrl, place.account.endpoint, place.folder, "200 people", "Ctrl-C"]) {
    expect(report).toContain(each);
  }
});

it("doesn't promise a page", () => {
  expect(demoReport(place)).toContain(`${place.siteUrl} once there is one`);
});

it("gives commands that ask the API, each with a token where one is needed, never the token itself", () => {
  expect(commands(demoReport(place)).every((line) => line.includes(place.apiUrl))).toBe(true);
  expect(demoReport(place)).not.toContain("Authorization");
  const guarded = commands(demoReport({ ...place, tokens }));
  const withToken = guarded.filter((line) => line.includes("$(cat /t/"));
  expect(withToken).toHaveLength(commands(demoReport(place)).length - 2);
  expect(withToken.find((line) => line.includes("-d "))).toContain("/t/editor");
});
