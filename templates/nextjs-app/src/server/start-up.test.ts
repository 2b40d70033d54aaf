import { beforeEach, expect, test, vi } from "vitest";
import { stubSettings } from "@/server/testing";

const prune = vi.fn();
vi.mock("@/server/session-store", () => ({ prune: () => prune() as unknown }));

const written = vi.fn();
beforeEach(() => {
  written.mockReset().mockReturnValue(true);
  vi.spyOn(process.stdout, "write").mockImplementation(written);
  prune.mockReset().mockResolvedValue(undefined);
});

test("a server that starts forgets what has ended, again and again", async () => {
  stubSettings();
  vi.useFakeTimers();
  const { register } = await import("@/instrumentation");
  vi.stubEnv("NEXT_RUNTIME", "edge");
  await register();
  expect(written).not.toHaveBeenCalled();
  vi.stubEnv("NEXT_RUNTIME", "nodejs");
  await register();
  expect(written.mock.lastCall?.[0]).toContain("web.started");
  prune.mockRejectedValueOnce(new Error("away"));
  await vi.advanceTimersByTimeAsync(600_000);
  expect(prune).toHaveBeenCalledTimes(2);
  vi.useRealTimers();
});

test("a server with wrong settings ends, and says which", async () => {
  stubSettings({ WEB_SECRET: "short" });
  const exit = vi.spyOn(process, "exit").mockImplementation(() => {
    throw new Error("exit");
  });
  const { startUp } = await import("@/server/start-up");
  expect(startUp).toThrow("exit");
  expect(exit).toHaveBeenCalledWith(1);
  expect(written.mock.lastCall?.[0]).toMatch(/WEB_SECRET/);
  expect(written.mock.lastCall?.[0]).not.toMatch(/short/);
});

const DATABASE_URL = "postgresql://web:hidden@db.internal:5432/web";
test.each([
  ["production", "", true],
  ["production", "?sslmode=disable", true],
  ["production", "?sslmode=allow", true],
  ["staging", "?sslmode=prefer", true],
  ["production", "?sslmode=require&sslmode=disable", true],
  ["production", "?ssl=false", true],
  ["production", "?sslmode=require", false],
  ["production", "?sslmode=verify-ca", false],
  ["production", "?sslmode=verify-full", false],
  ["production", "?ssl=true", false],
  ["local", "", false],
  ["test", "?sslmode=disable", false],
])("in %s a database address with '%s' is warned of: %s", async (environment, query, warned) => {
  stubSettings({ ENVIRONMENT: environment, DATABASE_URL: DATABASE_URL + query });
  vi.useFakeTimers();
  const { startUp } = await import("@/server/start-up");
  startUp();
  vi.useRealTimers();
  const lines = written.mock.calls.map(([line]) => String(line));
  expect(lines[0]).toContain("web.started");
  expect(lines.filter((line) => line.includes("database.unencrypted"))).toHaveLength(
    Number(warned),
  );
  expect(lines.join("")).not.toContain("hidden");
});
