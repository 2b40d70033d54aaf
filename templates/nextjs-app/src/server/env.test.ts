import { describe, expect, test } from "vitest";
import { EnvError, readEnv } from "@/server/env";
import { serviceFacts } from "@/server/service-facts";
import { settings } from "@/server/testing";

const NAMES = Object.keys(serviceFacts);
const key = (NAMES[0] ?? "").toUpperCase().replaceAll("-", "_");

describe("the settings", () => {
  test("are read with sensible defaults", () => {
    const env = readEnv(settings({ WEB_CLIENT_SECRET: "", PUBLIC_URL: "https://app.example/" }));
    expect(env.publicUrl).toBe("https://app.example");
    expect(env.oidc).toMatchObject({ clientId: "web", clientSecret: null, rolesClaim: "roles" });
    expect(env.oidc.scope).toMatch(/^openid profile email offline_access/);
    expect([...env.services.keys()]).toEqual(NAMES);
    expect(env).toMatchObject({ sessionHours: 12, sessionIdleMinutes: 60, trustedProxies: 0 });
  });

  test("may be more than the defaults", () => {
    const env = readEnv(
      settings({
        WEB_SECRET_PREVIOUS: "p".repeat(32),
        OIDC_AUTHORIZE_PARAMETERS: "audience=shop&prompt=login",
        OIDC_SCOPE: "openid",
        [`AUTH_CREDENTIALS_${key}`]: '{"key":"k"}',
      }),
    );
    expect(env.secrets).toHaveLength(2);
    expect(env.oidc.parameters).toEqual({ audience: "shop", prompt: "login" });
    expect(env.oidc.scope).toBe("openid");
    expect(env.credentials.get(NAMES[0] ?? "")).toEqual({ key: "k" });
  });

  test.each([
    ["PUBLIC_URL", "http://app.example"],
    ["PUBLIC_URL", "ftp://app.example"],
    ["PUBLIC_URL", ""],
    ["DATABASE_URL", "mysql://x/y"],
    ["WEB_SECRET", "only-31-characters-of-a-secret-"],
    ["OIDC_ISSUER", "http://issuer.example"],
    ["SESSION_HOURS", "0"],
    ["TRUSTED_PROXIES", "-1"],
    ["MAX_BODY_BYTES", "much"],
    [`SERVICE_URL_${key}`, "catalog:8000"],
    [`AUTH_CREDENTIALS_${key}`, "{"],
    [`AUTH_CREDENTIALS_${key}`, '{"key":1}'],
  ])("%s=%s is named, and not repeated", (name, value) => {
    const read = () => readEnv(settings({ [name]: value }));
    expect(read).toThrow(EnvError);
    expect(read).toThrow(name);
    if (value !== "" && value !== "{" && value.length > 3) expect(read).not.toThrow(value);
  });

  test("that are wrong are all named at once", () => {
    const wrong = settings({ WEB_SECRET: "", OIDC_ISSUER: "x" });
    expect(() => readEnv(wrong)).toThrow(/WEB_SECRET.*OIDC_ISSUER/);
  });

  test("allow http: on this machine", () => {
    for (const host of ["127.0.0.1:3000", "localhost", "[::1]:3000"]) {
      expect(readEnv(settings({ PUBLIC_URL: `http://${host}` })).publicUrl).toBe(`http://${host}`);
    }
  });
});
