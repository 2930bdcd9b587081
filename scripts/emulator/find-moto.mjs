import { spawnSync } from "node:child_process";

/** The version of moto whose gaps `emulator/gaps/` fills: it reaches into moto's insides. */
export const requiredMoto = "5.2.1";

const advice =
  `run \`python3 -m pip install 'moto[server]==${requiredMoto}'\` (Python 3.10 or newer), ` +
  "or name another Python in STRATA_PYTHON";

/**
 * The Python that can run the emulated account, or what is missing and how to get it.
 * @returns {{ python: string } | { missing: string }}
 */
export function findMoto() {
  const python = process.env.STRATA_PYTHON || "python3";
  const script =
    "import flask, flask_cors, joserfc, jsonschema, openapi_spec_validator, importlib.metadata as m, sys; " +
    "print(m.version('moto'), *sys.version_info[:2])";
  const { error, status, stdout, stderr } = spawnSync(python, ["-c", script], { encoding: "utf8" });
  if (error) return { missing: `no ${python}: install Python, then ${advice}` };
  if (status !== 0)
    return {
      missing: `${python} lacks what the emulator needs (${stderr.trim().split("\n").at(-1)}): ${advice}`,
    };
  const [version = "", major = "0", minor = "0"] = stdout.trim().split(" ");
  if (Number(major) < 3 || Number(minor) < 10)
    return { missing: `${python} is ${major}.${minor}: ${advice}` };
  if (version !== requiredMoto) return { missing: `${python} has moto ${version}: ${advice}` };
  return { python };
}
