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
