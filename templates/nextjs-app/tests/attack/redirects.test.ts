import { describe, expect, test } from "vitest";
import { Browser, location } from "./support/browser";
import { APP, EVERYONE } from "./support/stack";

const ELSEWHERE = [
  "https://evil.example/",
  "//evil.example/",
  "/\\evil.example/",
  "\\\\evil.example",
  "/\t/evil.example",
  "/%09/evil.example",
  "/./\\evil.example",
  "/..//evil.example",
  "http:evil.example",
  "javascript:alert(1)",
  "data:text/html,x",
  " //evil.example",
  "/\u0000//evil.example",
  "@evil.example",
  ".evil.example",
  "/auth/sign-out",
  "/api/services/x",
];

describe("after signing in", () => {
  test.each(ELSEWHERE)("%j leads nowhere but home", async (returnTo) => {
    const answer = await new Browser().signIn(APP, EVERYONE, returnTo);
    const target = location(answer);
    expect(target.origin).toBe(APP);
    expect(target.pathname).toMatch(/^\/$|^\/%09\/evil\.example$/);
  });

  test("a page of this app is gone back to, query and all", async () => {
    const answer = await new Browser().signIn(APP, EVERYONE, "/somewhere?sort=name&page=2");
    expect(location(answer).href).toBe(`${APP}/somewhere?sort=name&page=2`);
  });
});

test("a host name of the caller's choice is no address to be sent to", async () => {
  const answer = await new Browser().send(`${APP}/auth/sign-in`, {
    headers: { "x-forwarded-host": "evil.example", "x-forwarded-proto": "https" },
  });
  expect(location(answer).searchParams.get("redirect_uri")).toBe(`${APP}/auth/callback`);
});
