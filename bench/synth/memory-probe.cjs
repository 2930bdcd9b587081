// Loaded into a measured process beforehand; tells at its end, on file descriptor 3, what it took.
const { readFileSync, writeSync } = require("node:fs");

process.on("exit", () => {
  const { userCPUTime, systemCPUTime } = process.resourceUsage();
  writeSync(3, JSON.stringify({ cpuMs: (userCPUTime + systemCPUTime) / 1000, peakBytes: peakBytes() }));
});

/**
 * The most physical memory that the process has held. On Linux `maxRSS` won't do: it also counts what the parent held
 * when it forked, so that a large bench would make all its children large.
 */
function peakBytes() {
  const kibibytes =
    process.platform === "linux"
      ? /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync("/proc/self/status", "latin1"))?.[1]
      : process.resourceUsage().maxRSS;
  return Number(kibibytes) * 1024;
}
