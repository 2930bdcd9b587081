// Beside each bundle's framework as `index.cjs` (see bundle.mjs): loads it with the compiled code of the last run, which
// saves compiling it anew at each start. Node.js 22.8 and later have this as module.enableCompileCache().
const { readFileSync, renameSync, writeFileSync } = require("node:fs");
const { wrap } = require("node:module");
const { join } = require("node:path");
const { Script } = require("node:vm");

const file = join(__dirname, "framework.js");
const cache = join(__dirname, "framework.cache");
const cachedData = readCache();
const script = new Script(wrap(readFileSync(file, "utf8")), {
  filename: file,
  ...(cachedData ? { cachedData } : {}),
});
// V8 refuses what another version of it has made, or what was made of another source.
if (cachedData === undefined || script.cachedDataRejected) process.once("exit", writeCache);
script.runInThisContext().call(exports, exports, require, module, file, __dirname);

function readCache() {
  try {
    return readFileSync(cache);
  } catch {
    return undefined;
  }
}

/** By then it holds every function that was called. */
function writeCache() {
  const draft = `${cache}.${process.pid}`;
  try {
    writeFileSync(draft, script.createCachedData());
    renameSync(draft, cache);
  } catch {
    // Time is all it would have saved.
  }
}
