import { expect, test } from "vitest";
import { serviceFacts, signInScopes } from "@/server/service-facts";

test("every operation of every service is readable", () => {
  const all = Object.values(serviceFacts);
  expect(all.length).toBeGreaterThan(0);
  for (const { basePath, operations, schemes } of all) {
    for (const { method, path, security } of operations) {
      expect(method).toMatch(/^[A-Z]+$/);
      expect(path.startsWith(`${basePath}/`)).toBe(true);
      for (const name of security.flat()) expect(schemes.has(name), name).toBe(true);
    }
  }
});

test("signing in asks who the person is", () => {
  expect(signInScopes.split(" ").slice(0, 4)).toEqual([
    "openid",
    "profile",
    "email",
    "offline_access",
  ]);
});
