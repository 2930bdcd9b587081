import { existsSync, mkdirSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { NpmFailure, OwnPackage } from "../../bench/own-package";
import { temporaryFolders } from "../support/temporary-folders";

const makeFolder = temporaryFolders();

/** A package that needs nothing of the network. */
function makePackage() {
  const root = makeFolder();
  const folder = join(root, "bench/compared");
  mkdirSync(folder, { recursive: true });
  const manifest = { name: "compared", version: "1.0.0", scripts: { fail: "echo said here; exit 3" } };
  const { scripts: _scripts, ...locked } = manifest;
  writeFileSync(join(folder, "package.json"), JSON.stringify(manifest));
  writeFileSync(
    join(folder, "package-lock.json"),
    JSON.stringify({ ...locked, lockfileVersion: 3, requires: true, packages: { "": locked } }),
  );
  return new OwnPackage(root, "compared");
}

/** Whether anything was installed. */
async function install(own: OwnPackage): Promise<boolean> {
  let isInstalling = false;
  await own.install(() => {
    isInstalling = true;
  });
  return isInstalling;
}

it("is installed once, and again when its lock is newer", async () => {
  const own = makePackage();
  mkdirSync(join(own.folder, "node_modules"));
  const note = join(own.folder, "node_modules/.package-lock.json");

  expect(await install(own)).toBe(true);
  expect(existsSync(join(own.folder, "node_modules"))).toBe(true);
  // npm leaves none for a package without dependencies.
  writeFileSync(note, "{}");
  expect(await install(own)).toBe(false);

  utimesSync(note, new Date(0), new Date(0));
  expect(await install(own)).toBe(true);
});

it("names the folder below the project's when npm fails, and keeps what npm said apart", async () => {
  const failure = await makePackage()
    .npm(["run", "fail"])
    .catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(NpmFailure);
  expect(failure).toMatchObject({
    message: "npm run fail fails in bench/compared",
    output: expect.stringContaining("said here"),
  });
});
