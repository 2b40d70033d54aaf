/** What the tests of the server's modules share: settings, and values made up afresh for every run. */
import { randomUUID } from "node:crypto";
import { vi } from "vitest";
import { serviceFacts } from "@/server/service-facts";
import type { Operation, ServiceFacts } from "@/server/service-facts";
import type { StoredSession } from "@/server/session-store";

export const PUBLIC_URL = "https://app.example";

/** Settings that are complete; `changes` replaces some of them. */
export function settings(changes: Readonly<Record<string, string>> = {}): Record<string, string> {
  const addresses = Object.entries(serviceFacts).map(([name, { basePath }]) => [
    `SERVICE_URL_${name.toUpperCase().replaceAll("-", "_")}`,
    `http://${name}.internal${basePath}`,
  ]);
  return {
    PUBLIC_URL,
    DATABASE_URL: "postgresql://web:secret@localhost:5432/web",
    WEB_SECRET: randomUUID(),
    OIDC_ISSUER: "https://issuer.example",
    ...(Object.fromEntries(addresses) as Record<string, string>),
    ...changes,
  };
}

/** Gives this process settings; modules have to be imported afterwards. */
export function stubSettings(changes: Readonly<Record<string, string>> = {}): void {
  vi.resetModules();
  for (const [name, value] of Object.entries(settings(changes))) vi.stubEnv(name, value);
}

/** A session as the store keeps it. */
export function session(changes: Partial<StoredSession> = {}): StoredSession {
  return {
    user: { subject: randomUUID(), name: "Some Body", email: "some@body.test" },
    roles: ["viewer"],
    scopes: ["openid", "read"],
    accessToken: randomUUID(),
    refreshToken: randomUUID(),
    accessExpires: Date.now() + 3_600_000,
    ...changes,
  };
}

/** A service with a few operations. */
export function facts(changes: Partial<ServiceFacts> = {}): ServiceFacts {
  return {
    basePath: "/v1",
    operations: [operation("GET", "/v1/books"), operation("POST", "/v1/books")],
    schemes: new Map([["login", { kind: "token" as const }]]),
    requestHeaders: [],
    responseHeaders: [],
    ...changes,
  };
}

export function operation(
  method: string,
  path: string,
  security: Operation["security"] = [["login"]],
): Operation {
  return { method, path, security };
}
