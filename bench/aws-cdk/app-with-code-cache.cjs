// Starts the bundle with the compiled code of the last run, as Strata's own synth does: no AWS CDK project does so by
// default, but any could. Node.js 22.8 and later have this as module.enableCompileCache().
const { existsSync, readFileSync, writeFileSync } = require("node:fs");
const { createRequire, wrap } = require("node:module");
const { dirname, join } = require("node:path");
const { setFlagsFromString } = require("node:v8");
const { Script } = require("node:vm");

const file = join(__dirname, "dist/app.cjs");
// The build removes it: V8 tells another source by its length only.
const cache = join(__dirname, "dist/app.cache");
const cachedData = existsSync(cache) ? readFileSync(cache) : undefined;
// While the validator runs, V8 would throw away what it has compiled and not run for long: the cache would lack it.
// At every start, as V8 refuses what was compiled under other flags.
setFlagsFromString("--no-flush-bytecode");
const script = new Script(wrap(readFileSync(file, "utf8")), {
  filename: file,
  ...(cachedData ? { cachedData } : {}),
});
const app = { exports: {} };
script.runInThisContext().call(app.exports, app.exports, createRequire(file), app, file, dirname(file));
if (cachedData === undefined || script.cachedDataRejected) writeFileSync(cache, script.createCachedData());
