import "server-only";
import { cookies } from "next/headers";
import { SESSION_COOKIE, sessionIdOf } from "@/server/cookies";
import { DATA_POLICY, SECURITY_HEADERS } from "@/server/csp";
import { env } from "@/server/env";
import { log, reason } from "@/server/log";
import { isCrossSite } from "@/server/origin";
import { problem } from "@/server/problems";
import { clientAddress, tooMany } from "@/server/rate-limit";
import { callService, TooLarge } from "@/server/service-client";
import { findSession } from "@/server/session-store";
import { traceFields, traceOf } from "@/server/tracing";
import type { Trace } from "@/server/tracing";

const PREFIX = "/api/services/";

/** Content that a browser may show in place; anything else that a service sends is offered as a download. */
const SHOWN =
  /^(application\/(.*\+)?json|application\/x-ndjson|text\/(plain|csv)|image\/(png|jpeg|gif|webp|avif))\s*(;|$)/i;

/**
 * The way from a browser to a service: `/api/services/<service>/<path of the service's document>`. The session's
 * token is added here and never leaves the server; the answer comes back as the service gave it.
 */
export async function gateway(request: Request): Promise<Response> {
  const trace = traceOf(request.headers);
  let response: Response;
  try {
    response = await answer(request, trace);
  } catch (error) {
    // The database of sessions does not answer, or there is a mistake in this app.
    log.error("gateway.failed", { ...traceFields(trace), reason: reason(error) });
    response = problem(503, "The request cannot be served now.", { "Retry-After": "5" });
  }
  return guarded(response, trace);
}

async function answer(request: Request, trace: Trace): Promise<Response> {
  const { publicUrl, maxBodyBytes, requestsPerMinute } = env();
  if (isCrossSite(request.method, request.headers, publicUrl)) {
    log.warning("gateway.cross_site", { ...traceFields(trace), method: request.method });
    return problem(403, "The request does not come from this app.");
  }
  const id = await sessionIdOf((await cookies()).get(SESSION_COOKIE)?.value);
  const stored = id === null ? null : await findSession(id);
  const session = id === null || stored === null ? null : { id, stored };
  const caller = session ? `session ${session.id}` : `address ${clientAddress(request.headers)}`;
  const limited = await tooMany(`gateway ${caller}`, requestsPerMinute);
  if (limited !== null) return limited;
  if (Number(request.headers.get("content-length") ?? 0) > maxBodyBytes) {
    return problem(413, "The request is larger than what is accepted.");
  }
  const { pathname, search } = new URL(request.url);
  const [service = "", ...rest] = pathname.slice(PREFIX.length).split("/");
  return callService({
    service,
    method: request.method,
    path: `/${rest.join("/")}`,
    // Next.js writes a space as `+`, which not every service reads as one.
    search: search.replaceAll("+", "%20"),
    headers: request.headers,
    body: request.body?.pipeThrough(limitedTo(maxBodyBytes)) ?? null,
    signal: request.signal,
    session,
    trace,
  });
}

/** Passes a body through, and breaks it off when it grows too large, whatever its headers said. */
function limitedTo(bytes: number): TransformStream<Uint8Array, Uint8Array> {
  let seen = 0;
  return new TransformStream({
    transform(chunk, controller) {
      seen += chunk.byteLength;
      if (seen > bytes) controller.error(new TooLarge());
      else controller.enqueue(chunk);
    },
  });
}

/** A service's answer is data on this origin: nothing in it may run here. */
function guarded(response: Response, trace: Trace): Response {
  const { headers } = response;
  for (const [name, value] of Object.entries(SECURITY_HEADERS)) headers.set(name, value);
  headers.set("Content-Security-Policy", DATA_POLICY);
  headers.set("X-Request-ID", trace.requestId);
  headers.append("Vary", "Cookie");
  const type = headers.get("content-type");
  if (type !== null && !SHOWN.test(type) && !headers.has("content-disposition")) {
    headers.set("Content-Disposition", "attachment");
  }
  return response;
}
