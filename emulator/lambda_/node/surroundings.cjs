/**
 * What a function finds around it on AWS, loaded before its code so that neither its package nor its environment is
 * changed: Lambda's files and the names of its VPC.
 */
const fs = require("node:fs");
const net = require("node:net");
const { syncBuiltinESMExports } = require("node:module");
const { join } = require("node:path");

const runtimeFolder = process.env.STRATA_RUNTIME_FOLDER;
const hostsFile = process.env.STRATA_HOSTS_FILE;
delete process.env.STRATA_RUNTIME_FOLDER;
delete process.env.STRATA_HOSTS_FILE;

/** Lambda's own files: /var/runtime/ca-cert.pem holds the authorities of Amazon's services, RDS's among them. */
const whereItIs = (path) =>
  typeof path === "string" && path.startsWith("/var/runtime/")
    ? join(runtimeFolder, path.slice("/var/runtime/".length))
    : path;

for (const owner of [fs, fs.promises]) {
  for (const name of ["readFileSync", "readFile", "existsSync", "statSync", "createReadStream", "access"]) {
    const original = owner[name];
    if (original) owner[name] = (path, ...others) => original.call(owner, whereItIs(path), ...others);
  }
}
syncBuiltinESMExports();

/**
 * The VPC: an RDS endpoint's name and port lead to the server that stands for it, loopback is loopback, and there is
 * nothing else. A name that isn't known fails as in DNS, so that no test ever reaches the internet.
 */
const connect = net.Socket.prototype.connect;
net.Socket.prototype.connect = function (...args) {
  const options = Array.isArray(args[0]) ? args[0][0] : args[0];
  if (typeof options === "object" && options !== null && !options.path) {
    const host = options.host ?? "localhost";
    const port = knownHosts()[`${host}:${options.port}`];
    if (port !== undefined) Object.assign(options, { host: "127.0.0.1", port });
    else if (!isLoopback(host)) return refuse(this, host);
  }
  return connect.apply(this, args);
};

function knownHosts() {
  return JSON.parse(fs.readFileSync(hostsFile, "utf8"));
}

function isLoopback(host) {
  return host === "localhost" || host === "::1" || /^127\./.test(host) || host.endsWith(".localhost");
}

function refuse(socket, host) {
  const error = Object.assign(new Error(`getaddrinfo ENOTFOUND ${host}`), {
    code: "ENOTFOUND",
    syscall: "getaddrinfo",
    hostname: host,
  });
  process.nextTick(() => socket.destroy(error));
  return socket;
}
