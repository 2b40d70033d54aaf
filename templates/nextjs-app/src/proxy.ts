import { NextResponse } from "next/server";
import type { NextRequest } from "next/server";
import { DATA_POLICY, makeNonce, pagePolicy, SECURITY_HEADERS } from "@/server/csp";
import { env } from "@/server/env";
import { isCrossSite } from "@/server/origin";
import { problem } from "@/server/problems";
import { traceOf } from "@/server/tracing";

/**
 * Runs before every page and route: refuses what another site made a browser send, gives each request a nonce and a
 * trace, and each response its security headers.
 */
export function proxy(request: NextRequest): Response {
  const trace = traceOf(request.headers);
  if (isCrossSite(request.method, request.headers, env().publicUrl)) {
    const refused = problem(403, "The request does not come from this app.");
    return secured(refused, DATA_POLICY, trace.requestId);
  }
  const nonce = makeNonce();
  const policy = pagePolicy(nonce, process.env.NODE_ENV === "development");
  const headers = new Headers(request.headers);
  headers.set("x-nonce", nonce);
  headers.set("content-security-policy", policy);
  headers.set("x-request-id", trace.requestId);
  headers.set("traceparent", trace.traceParent);
  return secured(NextResponse.next({ request: { headers } }), policy, trace.requestId);
}

function secured(response: Response, policy: string, requestId: string): Response {
  for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.headers.set(name, value);
  response.headers.set("Content-Security-Policy", policy);
  response.headers.set("X-Request-ID", requestId);
  return response;
}

export const config = {
  matcher: [
    // Files of the build need none of it. Calls to services are guarded by src/server/gateway.ts, which reads bodies
    // as they come; here Next would keep a copy of them.
    { source: "/((?!_next/static|_next/image|health/|api/services/).*)" },
  ],
};
