import { randomBytes } from "node:crypto";
import { createSocket } from "node:dgram";

/** What is told of a request: strings, numbers and booleans that X-Ray can filter by. */
export type TraceAnnotations = Readonly<Record<string, string | number | boolean>>;

/**
 * Adds a subsegment with annotations to the invocation's trace, when Lambda samples it.
 *
 * A function can't annotate Lambda's own segment, only a subsegment of its own; and all that takes is one datagram to
 * the daemon beside it (X-Ray Developer Guide, "Sending segment documents to the X-Ray daemon"). The X-Ray SDK does the
 * same with a context store and patched clients, at ten times this function's whole bundle.
 *
 * @param startTime milliseconds since the epoch
 */
export function sendSubsegment(
  name: string,
  startTime: number,
  endTime: number,
  annotations: TraceAnnotations,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): void {
  const address = environment.AWS_XRAY_DAEMON_ADDRESS;
  if (!address) return;
  const [host, port] = address.split(":");
  const trace = sampledTrace(environment._X_AMZN_TRACE_ID);
  if (!host || !port || !trace) return;
  const document = {
    name,
    type: "subsegment",
    id: randomBytes(8).toString("hex"),
    trace_id: trace.root,
    parent_id: trace.parent,
    start_time: startTime / 1000,
    end_time: endTime / 1000,
    annotations,
  };
  const socket = createSocket("udp4");
  // A trace is never worth a failed request.
  socket.on("error", () => socket.close());
  socket.send(`{"format":"json","version":1}\n${JSON.stringify(document)}`, Number(port), host, () =>
    socket.close(),
  );
}

/** The header that Lambda sets anew for each invocation: `Root=1-…;Parent=…;Sampled=1`. */
function sampledTrace(header: string | undefined): { root: string; parent: string } | undefined {
  const fields = new Map((header ?? "").split(";").map((field) => field.split("=", 2) as [string, string]));
  const root = fields.get("Root");
  const parent = fields.get("Parent");
  return fields.get("Sampled") === "1" && root && parent ? { root, parent } : undefined;
}
