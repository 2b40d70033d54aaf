import "server-only";
import { headers } from "next/headers";
import { callService } from "@/server/service-client";
import { openSession } from "@/server/session";
import { traceOf } from "@/server/tracing";

/** A service of this repository, by its name in specwright.yaml. */
export type ServiceName = string;

/**
 * Calls a service from a server component or a server action, as the person who is signed in. `path` is a path of the
 * service's own document, query included: `/api/v1/products?limit=20`. The answer is the service's own; problems that
 * the app itself finds (nobody signed in, no such path, the service does not answer) come in the same form.
 */
export async function serviceFetch(
  service: ServiceName,
  path: string,
  init: RequestInit = {},
): Promise<Response> {
  const url = new URL(path, "http://service.invalid");
  return callService({
    service,
    method: (init.method ?? "GET").toUpperCase(),
    path: url.pathname,
    search: url.search,
    headers: new Headers(init.headers),
    body: init.body ?? null,
    signal: init.signal ?? null,
    session: await openSession(),
    trace: traceOf(await headers()),
  });
}
