import "server-only";
import { IssuerUnavailable } from "@/server/access-token";
import { credentialsFor } from "@/server/credentials";
import { env } from "@/server/env";
import { log, reason } from "@/server/log";
import { findOperation } from "@/server/paths";
import { problem } from "@/server/problems";
import { serviceFacts } from "@/server/service-facts";
import type { ServiceFacts } from "@/server/service-facts";
import type { OpenSession } from "@/server/session";
import { traceFields, traceHeaders } from "@/server/tracing";
import type { Trace } from "@/server/tracing";

export interface ServiceCall {
  readonly service: string;
  readonly method: string;
  /** As on the wire, still percent-encoded. */
  readonly path: string;
  readonly search: string;
  readonly headers: Headers;
  readonly body: BodyInit | null;
  readonly signal: AbortSignal | null;
  readonly session: OpenSession | null;
  readonly trace: Trace;
}

/** What a caller may tell a service; everything else, cookies and credentials above all, stays here. */
const REQUEST_HEADERS = [
  ...[
    "accept",
    "accept-language",
    "content-type",
    "idempotency-key",
    "if-match",
    "if-modified-since",
  ],
  ...["if-none-match", "if-unmodified-since", "prefer", "range"],
];

/** What a service may tell a caller. */
const RESPONSE_HEADERS = [
  ...[
    "accept-patch",
    "accept-ranges",
    "allow",
    "cache-control",
    "content-disposition",
    "content-language",
  ],
  ...[
    "content-range",
    "content-type",
    "deprecation",
    "etag",
    "expires",
    "last-modified",
    "link",
    "location",
  ],
  ...["preference-applied", "ratelimit", "ratelimit-policy", "retry-after", "sunset", "vary"],
];

/** Headers that no document can put on these lists. */
const NEVER = new Set([
  ...[
    "authorization",
    "connection",
    "content-encoding",
    "content-length",
    "cookie",
    "forwarded",
    "host",
  ],
  ...[
    "keep-alive",
    "origin",
    "proxy-authorization",
    "set-cookie",
    "te",
    "trailer",
    "transfer-encoding",
  ],
  ...["upgrade", "www-authenticate", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto"],
]);

/** Statuses without a body. */
const EMPTY = new Set([204, 205, 304]);

/** Calls one operation of one service. Never throws for what the service or the network does. */
export async function callService(call: ServiceCall): Promise<Response> {
  const facts = Object.hasOwn(serviceFacts, call.service) ? serviceFacts[call.service] : undefined;
  const base = env().services.get(call.service);
  if (facts === undefined || base === undefined) return problem(404, "There is no such service.");
  const found = findOperation(facts.operations, call.method, call.path);
  if (found === null) return problem(404, "The service has no such path.");
  if ("allow" in found) {
    return problem(405, "The path does not take this method.", { Allow: found.allow.join(", ") });
  }
  try {
    const credentials = await credentialsFor(call.service, facts, found.operation, call.session);
    if (credentials === null) return problem(401, "Sign in first.");
    const url = new URL(`${base}${call.path.slice(facts.basePath.length)}${call.search}`);
    for (const [name, value] of Object.entries(credentials.query))
      url.searchParams.set(name, value);
    return await send(call, facts, url, credentials.headers);
  } catch (error) {
    return failure(call, error);
  }
}

async function send(
  call: ServiceCall,
  facts: ServiceFacts,
  url: URL,
  credentials: Readonly<Record<string, string>>,
): Promise<Response> {
  const deadline = new AbortController();
  const timer = setTimeout(
    () => deadline.abort(new TimedOut()),
    env().serviceTimeoutSeconds * 1000,
  );
  const started = performance.now();
  try {
    const answer = await fetch(url, {
      method: call.method,
      headers: {
        ...picked(call.headers, [...REQUEST_HEADERS, ...facts.requestHeaders]),
        ...traceHeaders(call.trace),
        ...credentials,
      },
      body: call.body,
      // Bodies pass through as they come.
      ...(call.body instanceof ReadableStream ? { duplex: "half" } : {}),
      redirect: "manual",
      cache: "no-store",
      signal: call.signal ? AbortSignal.any([call.signal, deadline.signal]) : deadline.signal,
    });
    log.info("service.called", {
      ...traceFields(call.trace),
      service: call.service,
      method: call.method,
      path: call.path,
      status: answer.status,
      duration_ms: Math.round(performance.now() - started),
      subject: call.session?.stored.user.subject,
    });
    return new Response(EMPTY.has(answer.status) ? null : answer.body, {
      status: answer.status,
      headers: {
        "Cache-Control": "no-store",
        ...picked(answer.headers, [...RESPONSE_HEADERS, ...facts.responseHeaders]),
      },
    });
  } finally {
    clearTimeout(timer);
  }
}

/** The service has not begun to answer in time. */
class TimedOut extends Error {}

/** A request body that grew beyond what is accepted. */
export class TooLarge extends Error {}

function picked(headers: Headers, names: readonly string[]): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const name of names) {
    const value = NEVER.has(name) ? null : headers.get(name);
    if (value !== null) kept[name] = value;
  }
  return kept;
}

function failure(call: ServiceCall, error: unknown): Response {
  const causes = [error, error instanceof Error ? error.cause : null, call.signal?.reason];
  const fields = { ...traceFields(call.trace), service: call.service, path: call.path };
  if (causes.some((cause) => cause instanceof TooLarge)) {
    return problem(413, "The request is larger than what is accepted.");
  }
  if (causes.some((cause) => cause instanceof TimedOut)) {
    log.error("service.timed_out", fields);
    return problem(504, "The service did not answer in time.");
  }
  if (error instanceof IssuerUnavailable) {
    log.error("issuer.unavailable", fields);
    return problem(503, "The sign-in service cannot be reached now.", { "Retry-After": "5" });
  }
  log.error("service.unreachable", { ...fields, reason: reason(error) });
  return problem(502, "The service cannot be reached now.");
}
