/** What the tests run against: the app and services that `with-stack` started, and further replicas of the app. */
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import facts from "@/server/services.json";

const ROOT = new URL("../../../", import.meta.url).pathname;

function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is missing: run these tests with make test-integration`);
  return value;
}

export const APP = required("PUBLIC_URL");
export const USERS = required("TEST_USERS").split(",");
export const DATABASE_URL = required("DATABASE_URL");

/** The user who has every role. */
export const EVERYONE = USERS.at(-1) ?? "";

interface Sample {
  readonly service: string;
  readonly method: string;
  /** Path at the service, its base path included. */
  readonly path: string;
}

const operations: readonly Sample[] = Object.entries(facts).flatMap(([service, entry]) =>
  Object.entries(entry.operations as Readonly<Record<string, string>>).map(([line]) => {
    const [method = "", path = ""] = line.split(/ (.*)/);
    return { service, method, path: `${entry.basePath}${path.replaceAll(/\{[^{}]*\}/g, "x1")}` };
  }),
);

/** An operation of some service, with that method where there is one. */
export function sample(method: string): Sample | undefined {
  const found = operations.filter((operation) => operation.method === method);
  return found.find(({ path }) => !path.includes("x1")) ?? found[0];
}

/** The variable that holds a service's address. */
export function addressOf(service: string): string {
  return `SERVICE_URL_${service.toUpperCase().replaceAll("-", "_")}`;
}

/** The base path of a service's document. */
export function basePathOf(service: string): string {
  return (
    (facts as Readonly<Record<string, { readonly basePath: string }>>)[service]?.basePath ?? ""
  );
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return typeof address === "object" && address !== null ? address.port : 0;
}

export interface Replica {
  readonly url: string;
  /** Everything that it logged so far. */
  readonly logged: () => string;
  readonly process: ChildProcess;
  readonly stop: () => Promise<number | null>;
}

/** Starts one more app on the same database, with other settings. */
export async function startReplica(
  settings: Readonly<Record<string, string>> = {},
  answers = "/health/ready",
): Promise<Replica> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(process.execPath, ["scripts/start.mjs"], {
    cwd: ROOT,
    env: { ...process.env, PORT: String(port), PUBLIC_URL: url, ...settings },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let logged = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => (logged += chunk.toString()));
  }
  const stop = async (): Promise<number | null> => {
    if (child.exitCode === null) {
      child.kill("SIGTERM");
      await once(child, "exit");
    }
    return child.exitCode;
  };
  for (let attempt = 0; attempt < 200; attempt += 1) {
    if (child.exitCode !== null) throw new Error(`the replica ended: ${logged}`);
    const answer = await fetch(`${url}${answers}`).catch(() => null);
    if (answer?.ok) return { url, logged: () => logged, process: child, stop };
    await new Promise((next) => setTimeout(next, 100));
  }
  await stop();
  throw new Error(`the replica is not ready: ${logged}`);
}
