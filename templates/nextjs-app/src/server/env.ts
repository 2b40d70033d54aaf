import "server-only";
import * as z from "zod";
import { serviceFacts, signInScopes } from "@/server/service-facts";

/**
 * Everything that differs between environments, read from the environment when it is first needed, never at build
 * time. What is missing or malformed is reported by name; no value is ever printed.
 */
export interface Env {
  readonly environment: string;
  /** The address that people open, without a trailing slash: `https://shop.example.com`. */
  readonly publicUrl: string;
  readonly databaseUrl: string;
  readonly secrets: readonly [string, ...string[]];
  readonly oidc: {
    readonly issuer: string;
    readonly clientId: string;
    readonly clientSecret: string | null;
    readonly scope: string;
    readonly parameters: Readonly<Record<string, string>>;
    readonly rolesClaim: string;
  };
  /** Base address of each service, its document's base path included, by name. */
  readonly services: ReadonlyMap<string, string>;
  /** Keys and passwords that services want besides a person's token: service -> scheme -> credential. */
  readonly credentials: ReadonlyMap<string, Readonly<Record<string, string>>>;
  readonly sessionHours: number;
  readonly sessionIdleMinutes: number;
  readonly requestsPerMinute: number;
  readonly signInsPerMinute: number;
  readonly trustedProxies: number;
  readonly maxBodyBytes: number;
  readonly serviceTimeoutSeconds: number;
}

const LOOPBACK = new Set(["127.0.0.1", "localhost", "[::1]"]);

/** TLS everywhere, except on this machine. */
const secureUrl = z
  .url({ protocol: /^https?$/, abort: true })
  .refine((value) => value.startsWith("https:") || LOOPBACK.has(new URL(value).hostname), {
    message: "https: is needed, except on this machine",
  })
  .transform((value) => value.replace(/\/+$/, ""));

const count = (standard: number, least = 1) => z.coerce.number().int().min(least).default(standard);

const schema = z.object({
  ENVIRONMENT: z.string().default("local"),
  PUBLIC_URL: secureUrl,
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
  WEB_SECRET: z.string().min(32),
  WEB_SECRET_PREVIOUS: z.string().min(32).optional(),
  OIDC_ISSUER: secureUrl,
  WEB_CLIENT_ID: z.string().min(1).default("web"),
  WEB_CLIENT_SECRET: z.string().min(1).optional(),
  OIDC_SCOPE: z.string().optional(),
  OIDC_AUTHORIZE_PARAMETERS: z.string().optional(),
  OIDC_ROLES_CLAIM: z.string().min(1).default("roles"),
  SESSION_HOURS: count(12),
  SESSION_IDLE_MINUTES: count(60),
  REQUESTS_PER_MINUTE: count(600),
  SIGN_INS_PER_MINUTE: count(60),
  TRUSTED_PROXIES: count(0, 0),
  MAX_BODY_BYTES: count(10 * 1024 * 1024),
  SERVICE_TIMEOUT_SECONDS: count(30),
});

const SERVICE_URL = z.url({ protocol: /^https?$/ });
const CREDENTIALS = z.record(z.string(), z.string().min(1));

/** Settings that are missing or malformed; says which, never what they hold. */
export class EnvError extends Error {
  constructor(readonly names: readonly string[]) {
    super(`settings are missing or malformed: ${names.join(", ")}`);
    this.name = "EnvError";
  }
}

/** `IMPORT_JOBS` for `import-jobs`: the name as part of a variable. */
function key(service: string): string {
  return service.toUpperCase().replaceAll("-", "_");
}

/** Reads the settings. @throws EnvError naming every wrong one. */
export function readEnv(source: Readonly<Record<string, string | undefined>>): Env {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ""));
  const parsed = schema.safeParse(given);
  const wrong = parsed.success ? [] : parsed.error.issues.map(({ path }) => path.join("."));
  const services = new Map<string, string>();
  const credentials = new Map<string, Record<string, string>>();
  for (const name of Object.keys(serviceFacts)) {
    const url = SERVICE_URL.safeParse(given[`SERVICE_URL_${key(name)}`]);
    if (url.success) services.set(name, url.data.replace(/\/+$/, ""));
    else wrong.push(`SERVICE_URL_${key(name)}`);
    const secrets = CREDENTIALS.safeParse(
      parseJson(given[`AUTH_CREDENTIALS_${key(name)}`] ?? "{}"),
    );
    if (secrets.success) credentials.set(name, secrets.data);
    else wrong.push(`AUTH_CREDENTIALS_${key(name)}`);
  }
  if (!parsed.success || wrong.length > 0) throw new EnvError(wrong);
  const { data } = parsed;
  return {
    environment: data.ENVIRONMENT,
    publicUrl: new URL(data.PUBLIC_URL).origin,
    databaseUrl: data.DATABASE_URL,
    secrets: [data.WEB_SECRET, ...(data.WEB_SECRET_PREVIOUS ? [data.WEB_SECRET_PREVIOUS] : [])],
    oidc: {
      issuer: data.OIDC_ISSUER,
      clientId: data.WEB_CLIENT_ID,
      clientSecret: data.WEB_CLIENT_SECRET ?? null,
      scope: data.OIDC_SCOPE ?? signInScopes,
      parameters: Object.fromEntries(new URLSearchParams(data.OIDC_AUTHORIZE_PARAMETERS ?? "")),
      rolesClaim: data.OIDC_ROLES_CLAIM,
    },
    services,
    credentials,
    sessionHours: data.SESSION_HOURS,
    sessionIdleMinutes: data.SESSION_IDLE_MINUTES,
    requestsPerMinute: data.REQUESTS_PER_MINUTE,
    signInsPerMinute: data.SIGN_INS_PER_MINUTE,
    trustedProxies: data.TRUSTED_PROXIES,
    maxBodyBytes: data.MAX_BODY_BYTES,
    serviceTimeoutSeconds: data.SERVICE_TIMEOUT_SECONDS,
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

let cached: Env | undefined;

/** The settings of this process. @throws EnvError naming every wrong one. */
export function env(): Env {
  return (cached ??= readEnv(process.env));
}
