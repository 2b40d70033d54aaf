import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { fakeService } from "./support/fakes";
import { Browser } from "./support/browser";
import { addressOf, APP, basePathOf, EVERYONE, sample, startReplica } from "./support/stack";

const BUILD = join(import.meta.dirname, "../../.next");
const read = sample("GET") ?? sample("POST") ?? { service: "none", method: "GET", path: "/none" };

describe("every page", () => {
  test("has a nonce that no other response had, and allows no script without it", async () => {
    const browser = new Browser();
    await browser.signIn(APP, EVERYONE);
    const nonces = new Set<string>();
    for (let index = 0; index < 5; index += 1) {
      const answer = await browser.send(`${APP}/`);
      const policy = answer.headers.get("content-security-policy") ?? "";
      const nonce = /'nonce-([^']+)'/.exec(policy)?.[1] ?? "";
      expect(Buffer.from(nonce, "base64").length).toBeGreaterThanOrEqual(16);
      nonces.add(nonce);
      expect(policy).not.toMatch(/unsafe-inline|unsafe-eval|\*/);
      expect(policy).toMatch(/object-src 'none'; base-uri 'none'; form-action 'self'/);
      const scripts = answer.text.match(/<script\b[^>]*>/g) ?? [];
      expect(scripts.length).toBeGreaterThan(0);
      for (const script of scripts) expect(script).toContain(`nonce="${nonce}"`);
    }
    expect(nonces.size).toBe(5);
  });

  test("comes with the security headers, the missing one included", async () => {
    for (const path of ["/auth/failed", "/no/such/page"]) {
      const { headers } = await fetch(`${APP}${path}`, { redirect: "manual" });
      expect(headers.get("strict-transport-security")).toMatch(/max-age=63072000/);
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("x-frame-options")).toBe("DENY");
      expect(headers.get("referrer-policy")).toBe("strict-origin-when-cross-origin");
      expect(headers.get("cross-origin-opener-policy")).toBe("same-origin");
      expect(headers.get("permissions-policy")).toContain("camera=()");
      expect(headers.get("x-powered-by")).toBeNull();
      expect(headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
    }
  });
});

test("no secret and no address of the inside is part of what browsers download", () => {
  const names = [
    ...["WEB_SECRET", "DATABASE_URL", "OIDC_CLIENT_SECRET", "DATABASE_PASSWORD", "OIDC_ISSUER"],
    addressOf(read.service),
  ];
  const values = names.map((name) => process.env[name] ?? "").filter((value) => value.length > 8);
  expect(values.length).toBeGreaterThan(3);
  const folder = join(BUILD, "static");
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  expect(files.length).toBeGreaterThan(3);
  for (const file of files) {
    const text = readFileSync(file, "utf8");
    for (const forbidden of [...values, ...names, "server/session-store", "openid-client"]) {
      expect(text.includes(forbidden), `${forbidden} in ${file}`).toBe(false);
    }
  }
});

describe("a server", () => {
  test("does not start with settings that are missing or weak, and names them only", async () => {
    const wrong = { WEB_SECRET: "short-secret", OIDC_ISSUER: "http://issuer.example" };
    const error = await startReplica(wrong).then(
      async (replica) => `started: ${await replica.stop()}`,
      (failure: Error) => failure.message,
    );
    expect(error).toMatch(/^the replica ended/);
    expect(error).toMatch(/WEB_SECRET/);
    expect(error).toMatch(/OIDC_ISSUER/);
    expect(error).not.toMatch(/short-secret|issuer\.example/);
  });

  test("finishes what is under way when it is stopped, and then ends well", async () => {
    const service = await fakeService();
    service.respond = (_, response) => {
      setTimeout(() => response.end("{}"), 700);
    };
    const replica = await startReplica({
      [addressOf(read.service)]: `${service.url}${basePathOf(read.service)}`,
    });
    const browser = new Browser();
    await browser.signIn(replica.url, EVERYONE);
    const answer = browser.send(`${replica.url}/api/services/${read.service}${read.path}`);
    await new Promise((next) => setTimeout(next, 250));
    const stopped = replica.stop();
    expect((await answer).status).toBe(200);
    expect(await stopped).toBe(0);
    await expect(fetch(`${replica.url}/health/live`)).rejects.toThrow();
    await service.close();
  });

  test("is not ready without its database, and alive all the same", async () => {
    const database = new URL(process.env.DATABASE_URL ?? "");
    const broken = new URL(database);
    broken.port = "9";
    const settings = { DATABASE_URL_DIRECT: database.href, DATABASE_URL: broken.href };
    const replica = await startReplica(settings, "/health/live");
    const answer = await fetch(`${replica.url}/health/ready`);
    expect(answer.status).toBe(503);
    expect(answer.headers.get("content-type")).toBe("application/problem+json");
    expect(`${await answer.text()}${replica.logged()}`).not.toContain(database.password);
    const begun = await new Browser().open(`${replica.url}/auth/sign-in`);
    expect(begun.url).toBe(`${replica.url}/auth/failed?reason=unavailable`);
    await replica.stop();
  });
});
