import { randomBytes } from "node:crypto";

const TRACE_PARENT = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;
const REQUEST_ID = /^[A-Za-z0-9._-]{8,128}$/;

/** The id that every log line and every called service tells about one request. */
export interface Trace {
  readonly requestId: string;
  /** W3C Trace Context. */
  readonly traceParent: string;
  readonly traceState: string | null;
}

/** The trace that a request belongs to; a new one when it brings none, or a malformed one. */
export function traceOf(headers: Headers): Trace {
  const parent = headers.get("traceparent");
  const known = parent !== null && TRACE_PARENT.test(parent);
  const id = headers.get("x-request-id");
  return {
    requestId: id !== null && REQUEST_ID.test(id) ? id : crypto.randomUUID(),
    traceParent: known ? parent : `00-${hex(16)}-${hex(8)}-01`,
    traceState: known ? headers.get("tracestate") : null,
  };
}

/** Headers for a call that this request causes: the same trace, a span of its own. */
export function traceHeaders(trace: Trace): Record<string, string> {
  const [version, id, , flags] = trace.traceParent.split("-");
  return {
    "X-Request-ID": trace.requestId,
    traceparent: [version, id, hex(8), flags].join("-"),
    ...(trace.traceState === null ? {} : { tracestate: trace.traceState.slice(0, 512) }),
  };
}

/** The part of a trace that a log line holds. */
export function traceFields(trace: Trace): { request_id: string; trace_id: string } {
  return { request_id: trace.requestId, trace_id: trace.traceParent.slice(3, 35) };
}

function hex(bytes: number): string {
  return randomBytes(bytes).toString("hex");
}
