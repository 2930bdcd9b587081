import { textTable } from "../../command-line/text-table";
import { verdictTable } from "../verdict";
import type { ApiFigures } from "./bench";
import type { Timing } from "./measure";
import { baseline, judge } from "./targets";

const count = (value: number) => Math.round(value).toLocaleString("en");

/** The figures as tables, how they were got, and what became of each target. */
export function apiReport(figures: ApiFigures): string {
  const { coldStart } = figures;
  return [
    latencyTable(figures),
    throughputTable(figures),
    `cold start: ${Math.round(coldStart.total)} ms from process start to first answer, of which loading ${Math.round(coldStart.init)} ms`,
    method(figures),
    verdictTable(judge(figures)),
  ].join("\n");
}

function latencyTable({ latencies, scales }: ApiFigures): string {
  const largest = scales.at(-1) ?? 0;
  const columns = scales.map((people) => `${count(people)} people\np50 / p95 / p99`);
  return textTable(
    ["milliseconds", ...columns, `p50 against\n${count(baseline)}`],
    latencies.map(({ name, byScale }) => {
      const [small, large] = [byScale.get(baseline), byScale.get(largest)];
      const ratio = small && large ? `${(large.p50 / small.p50).toFixed(2)}×` : "";
      return [name, ...scales.map((people) => show(byScale.get(people))), ratio];
    }),
  );
}

function show(timing: Timing | undefined): string {
  if (!timing) return "";
  return [timing.p50, timing.p95, timing.p99].map((value) => value.toFixed(2)).join(" / ");
}

function throughputTable({ throughput }: ApiFigures): string {
  return textTable(
    [
      "requests a second",
      "handler",
      "bare mysql2",
      "share",
      "handler's own work",
      "bare mysql2 and\nas long a busy loop",
      "share",
      "handler's share where\ncores may fall asleep",
    ],
    throughput.byKind.map(
      ({ name, handler, bare, share, ownMicroseconds, bareAndBusy, busyShare, drowsyShare }) => [
        name,
        count(handler),
        count(bare),
        percent(share),
        `${Math.round(ownMicroseconds)} µs`,
        count(bareAndBusy),
        percent(busyShare),
        percent(drowsyShare),
      ],
    ),
  );
}

function method({ throughput }: ApiFigures): string {
  const cores = throughput.areCoresAwake
    ? "For all but the last column the cores are kept awake by processes that give way at once:"
    : "Cores could fall asleep while they waited throughout, for want of chrt:";
  return `latencies: one request after the other through the handler, 210 of each kind or two seconds of them, in three rounds.
throughput: handler and driver run the same statement on one connection each, in processes of their own that take turns
of 100 ms, ${throughput.starts} of each; medians, each share that of the turns. Own work is the handler on rows from memory.
The busy loop shows what that much time alone costs; what the handler loses beyond it is not its time but what its work
leaves behind: presumably memory to collect and cold caches.
${cores}
waking one takes about as long as what is compared, and whether it sleeps depends on how long it has to wait.`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
