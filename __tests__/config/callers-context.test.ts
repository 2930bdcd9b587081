import { afterEach, expect, it, vi } from "vitest";
import { callersContext } from "../../config/callers-context";

const marked = '{"preset":"prod","cdktfRelativeModules":["./"]}';
/** Above the highest process id there can be: /proc has no such folder, as on systems without /proc. */
const nobody = 2 ** 22 + 1;

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

it("warns when it can't find out what the caller had set", () => {
  const warn = vi.spyOn(process, "emitWarning").mockImplementation(() => {});
  vi.stubEnv("CDKTF_CONTEXT_JSON", marked);
  expect(callersContext(true, nobody)).toBe(marked);
  expect(warn).toHaveBeenCalledExactlyOnceWith(
    expect.stringContaining("only the context in cdktf.json counts"),
  );
});

it.each([
  ["the CLI passed the caller's value on", false, marked],
  ["it isn't started by the CLI", true, '{"preset":"prod"}'],
  ["the mark stands elsewhere than among the keys", true, '{"repository":"cdktfRelativeModules"}'],
  ["the value is broken", true, '{"cdktfRelativeModules": '],
])("asks nobody and warns of nothing when %s", (_case, fileHasContext, value) => {
  const warn = vi.spyOn(process, "emitWarning").mockImplementation(() => {});
  vi.stubEnv("CDKTF_CONTEXT_JSON", value);
  expect(callersContext(fileHasContext, nobody)).toBe(value);
  expect(warn).not.toHaveBeenCalled();
});
