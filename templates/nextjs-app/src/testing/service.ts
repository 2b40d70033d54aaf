import { vi } from "vitest";

/** A request as it reached the service. */
export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: Headers;
  readonly body: unknown;
}

type Reply = (received: Received) => Response | Promise<Response>;

/** Stands for the app's gateway: answers by `METHOD /path` (without its query), and keeps what it was sent. */
export function serve(replies: Readonly<Record<string, Reply>>): Received[] {
  const all: Received[] = [];
  vi.stubGlobal("fetch", async (input: string, init: RequestInit = {}) => {
    const url = new URL(input, "http://app.test");
    const method = init.method ?? "GET";
    const path = url.pathname.replace(/^\/api\/services\/[^/]+/u, "");
    const text = typeof init.body === "string" ? init.body : null;
    const received = {
      method,
      path: path + url.search,
      headers: new Headers(init.headers),
      body: text === null ? null : (JSON.parse(text) as unknown),
    };
    all.push(received);
    return (
      (await replies[`${method} ${path}`]?.(received)) ??
      json({ title: "Not found", status: 404 }, 404)
    );
  });
  return all;
}

export function json(
  body: unknown,
  status = 200,
  headers: Readonly<Record<string, string>> = {},
): Response {
  const type = status >= 400 ? "application/problem+json" : "application/json";
  return new Response(JSON.stringify(body), {
    status,
    headers: { "Content-Type": type, ...headers },
  });
}
