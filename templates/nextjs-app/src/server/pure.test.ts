import { describe, expect, test } from "vitest";
import { makeNonce, pagePolicy } from "@/server/csp";
import { isCrossSite } from "@/server/origin";
import { findOperation } from "@/server/paths";
import { problem } from "@/server/problems";
import { safeReturnTo } from "@/server/return-to";
import type { Operation } from "@/server/service-facts";
import { traceFields, traceHeaders, traceOf } from "@/server/tracing";

const APP = "https://app.example";

describe("coming back after signing in", () => {
  test.each(["/", "/a", "/a/b?c=d&e=%20f#g", "/@a", "/a//b"])("%s is a page of ours", (path) => {
    expect(safeReturnTo(path)).toBe(path);
  });

  test.each([
    ...["", null, undefined, "a", "//b.example", "/\\b.example", "https://b.example", "/a\\b"],
    ...["/a\nb", "/\t/b", "/./\t", "/auth", "/auth/sign-in", "/api/x", "/health/live", "/../..//b"],
  ])("%j is not", (path) => {
    expect(safeReturnTo(path)).toBe("/");
  });
});

describe("a request of another site", () => {
  const cross = (method: string, headers: Record<string, string>) =>
    isCrossSite(method, new Headers(headers), APP);

  test.each(["GET", "HEAD", "OPTIONS", "get"])("with %s changes nothing and passes", (method) => {
    expect(cross(method, { origin: "https://b.example", "sec-fetch-site": "cross-site" })).toBe(
      false,
    );
  });

  test.each(["POST", "PUT", "PATCH", "DELETE", "TRACE", "ANY"])("with %s is told", (method) => {
    expect(cross(method, { origin: APP, "sec-fetch-site": "same-origin" })).toBe(false);
    expect(cross(method, { origin: APP })).toBe(false);
    expect(cross(method, { "sec-fetch-site": "same-origin" })).toBe(false);
    expect(cross(method, {})).toBe(true);
    expect(cross(method, { origin: "null" })).toBe(true);
    expect(cross(method, { origin: APP, "sec-fetch-site": "same-site" })).toBe(true);
    expect(cross(method, { origin: "https://b.example", "sec-fetch-site": "same-origin" })).toBe(
      true,
    );
  });
});

describe("the content security policy", () => {
  test("has a nonce of 128 bits, another one each time", () => {
    const nonces = Array.from({ length: 50 }, makeNonce);
    expect(new Set(nonces).size).toBe(50);
    for (const nonce of nonces) expect(Buffer.from(nonce, "base64")).toHaveLength(16);
  });

  test("lets nothing in from elsewhere, and no other site frame a page", () => {
    const closed = ["object-src", "base-uri", "frame-src", "frame-ancestors"];
    const own = ["default-src", "connect-src", "font-src", "form-action"];
    expect(pagePolicy("n", false).split("; ")).toEqual(
      expect.arrayContaining([
        ...closed.map((name) => `${name} 'none'`),
        ...own.map((name) => `${name} 'self'`),
        "upgrade-insecure-requests",
      ]),
    );
  });

  test("allows eval and inline styles in development only", () => {
    expect(pagePolicy("n", false)).not.toMatch(/unsafe-eval|unsafe-inline/);
    expect(pagePolicy("n", false)).toContain("script-src 'self' 'nonce-n' 'strict-dynamic';");
    expect(pagePolicy("n", true)).toMatch(/unsafe-eval.*unsafe-inline/);
    expect(pagePolicy("n", true)).not.toContain("upgrade-insecure-requests");
  });
});

describe("a path of a service", () => {
  const operations: readonly Operation[] = [
    ...["GET /v1/books", "POST /v1/books", "GET /v1/books/{id}", "GET /v1/books/search"],
    ...["GET /v1/books/{id}/pages/{page}.json", "GET /v1/a b/{x}-{y}"],
  ].map((line) => {
    const [method = "", path = ""] = line.split(/ (.*)/);
    return { method, path, security: [] };
  });
  const found = (method: string, path: string) => findOperation(operations, method, path);
  const template = (path: string) => {
    const result = found("GET", path);
    return result !== null && "operation" in result ? result.operation.path : null;
  };

  test("belongs to the operation of the document", () => {
    expect(template("/v1/books")).toBe("/v1/books");
    expect(template("/v1/books/7")).toBe("/v1/books/{id}");
    expect(template("/v1/books/search")).toBe("/v1/books/search");
    expect(template("/v1/books/7/pages/3.json")).toBe("/v1/books/{id}/pages/{page}.json");
    expect(template("/v1/a%20b/1-2")).toBe("/v1/a b/{x}-{y}");
    expect(template("/v1/books/%C3%A4%20%3F")).toBe("/v1/books/{id}");
  });

  test.each([
    ...[
      "",
      "v1/books",
      "/v1",
      "/v1/books/",
      "/v1/books//",
      "//v1/books",
      "/v1/books/7/pages/.json",
    ],
    ...["/v1/books/..", "/v1/books/%2E%2e", "/v1/books/.", "/v1/books/a%2fb", "/v1/books/a%5Cb"],
    ...["/v1/books/a%00", "/v1/books/a\\b", "/v1/books/a?b", "/v1/books/a#b", "/v1/a%20b/-2"],
    ...["/v1/a%20b/1", "/V1/books", "/v1/books/7/pages"],
  ])("%j is none of them", (path) => {
    expect(found("GET", path)).toBeNull();
  });

  test("says which methods it takes", () => {
    expect(found("DELETE", "/v1/books")).toEqual({ allow: ["GET", "POST"] });
    expect(found("POST", "/v1/books/search")).toEqual({ allow: ["GET"] });
  });
});

describe("a trace", () => {
  const parent = `00-${"a".repeat(32)}-${"b".repeat(16)}-00`;

  test("is passed on with a span of its own", () => {
    const trace = traceOf(new Headers({ traceparent: parent, tracestate: "k=v" }));
    const headers = traceHeaders(trace);
    expect(headers.traceparent).toMatch(/^00-a{32}-[0-9a-f]{16}-00$/);
    expect(headers.traceparent).not.toBe(parent);
    expect(headers.tracestate).toBe("k=v");
    expect(traceFields(trace).trace_id).toBe("a".repeat(32));
  });

  test.each([
    "",
    "00-x",
    `01-${"a".repeat(32)}-${"b".repeat(16)}-00`,
    `00-${"0".repeat(32)}-${"b".repeat(16)}-00`,
  ])("begins anew instead of %j", (value) => {
    const trace = traceOf(new Headers({ traceparent: value, tracestate: "k=v" }));
    expect(trace.traceParent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
    expect(trace.traceState).toBeNull();
    expect(traceHeaders(trace)).not.toHaveProperty("tracestate");
  });

  test("keeps a sensible request id and replaces any other", () => {
    const id = (value: string) => traceOf(new Headers({ "x-request-id": value })).requestId;
    expect(id("request-4711")).toBe("request-4711");
    for (const bad of ["short", "has space in it", "x".repeat(129), 'quote"quote']) {
      expect(id(bad)).toMatch(/^[0-9a-f-]{36}$/);
    }
  });
});

test("a problem says what it is, and is kept by nobody", async () => {
  const response = problem(429, "Try again.", { "Retry-After": "3" });
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  expect(response.headers.get("cache-control")).toBe("no-store");
  expect(response.headers.get("retry-after")).toBe("3");
  expect(await response.json()).toEqual({
    type: "about:blank",
    title: "Too many requests",
    status: 429,
    detail: "Try again.",
  });
  expect(((await problem(418, "x").json()) as { title: string }).title).toBe("Error");
});
