import { expect, test, vi } from "vitest";
import { log, reason } from "@/server/log";

function captured(work: () => void): Record<string, unknown>[] {
  const write = vi.spyOn(process.stdout, "write").mockReturnValue(true);
  work();
  return write.mock.calls.map(([line]) => JSON.parse(String(line)) as Record<string, unknown>);
}

test("a line is JSON, and holds no field that may be secret", () => {
  vi.stubEnv("LOG_LEVEL", "DEBUG");
  const [line] = captured(() =>
    log.warning("signed\nin", { subject: "s", accessToken: "t", cookie: "c", nothing: undefined }),
  );
  expect(line).toMatchObject({ level: "warning", event: "signed\nin", subject: "s" });
  expect(Object.keys(line ?? {}).sort()).toEqual(["event", "level", "subject", "timestamp"]);
});

test.each([
  ["DEBUG", 4],
  ["INFO", 3],
  ["WARNING", 2],
  ["ERROR", 1],
  ["nonsense", 4],
])("at %s %i of four lines are written", (level, count) => {
  vi.stubEnv("LOG_LEVEL", level);
  const lines = captured(() => {
    log.debug("a");
    log.info("b");
    log.warning("c");
    log.error("d");
  });
  expect(lines).toHaveLength(count);
});

test("a reason is a name or a code, never a message", () => {
  expect(reason(new TypeError("secret"))).toBe("TypeError");
  expect(reason(Object.assign(new Error("secret"), { code: "ECONNREFUSED" }))).toBe("ECONNREFUSED");
  expect(reason("secret")).toBe("unknown");
});
