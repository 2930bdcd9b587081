// Beside each bundle, as `<name>.cjs` for `<name>.bundle.js` (bundle.mjs): runs it with the compiled code of the last
// run, which saves compiling it anew at each start. Node.js 22.8 and later have this as module.enableCompileCache().
const { isAscii } = require("node:buffer");
const { readFileSync, renameSync, writeFileSync } = require("node:fs");
const { wrap } = require("node:module");
const { Script } = require("node:vm");

const name = __filename.slice(0, -".cjs".length);
const bundle = `${name}.bundle.js`;
const source = readSource();
// V8 tells one source from another by its length alone: what is kept begins with the digest of its source.
const digest = Buffer.from(/^\/\/ (\w+)\n/.exec(source)?.[1] ?? "");
const cache = `${name}.cache`;
const cachedData = readCache();
const script = new Script(wrap(source), { filename: bundle, ...(cachedData ? { cachedData } : {}) });
// V8 refuses what another version of it has made.
if (cachedData === undefined || script.cachedDataRejected) process.once("exit", writeCache);
script.runInThisContext().call(exports, exports, require, module, bundle, __dirname);

/** Almost always ASCII, of which a string is made quicker and in half the memory. */
function readSource() {
  const bytes = readFileSync(bundle);
  return bytes.toString(isAscii(bytes) ? "latin1" : "utf8");
}

function readCache() {
  try {
    const kept = readFileSync(cache);
    return kept.subarray(0, digest.length).equals(digest) ? kept.subarray(digest.length) : undefined;
  } catch {
    return undefined;
  }
}

/** By then it holds every function that was called. */
function writeCache() {
  const draft = `${cache}.${process.pid}`;
  try {
    writeFileSync(draft, Buffer.concat([digest, script.createCachedData()]));
    renameSync(draft, cache);
  } catch {
    // Time is all it would have saved.
  }
}
