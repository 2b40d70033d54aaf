import "server-only";
import { accessToken } from "@/server/access-token";
import { env } from "@/server/env";
import type { Operation, Scheme, ServiceFacts } from "@/server/service-facts";
import type { OpenSession } from "@/server/session";

/** What a call to a service carries besides its path and body. */
export interface Credentials {
  readonly headers: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
}

const NONE: Credentials = { headers: {}, query: {} };

/**
 * The credentials for an operation: a person's token, and keys of the app where the document asks for one. Null when
 * somebody has to sign in first. The app's own keys are used on behalf of people who are signed in, nobody else.
 */
export async function credentialsFor(
  service: string,
  facts: ServiceFacts,
  operation: Operation,
  session: OpenSession | null,
): Promise<Credentials | null> {
  const open =
    operation.security.length === 0 || operation.security.some((all) => all.length === 0);
  if (session === null) return open ? NONE : null;
  const token = await accessToken(session);
  if (token === null) return open ? NONE : null;
  const secrets = env().credentials.get(service) ?? {};
  for (const alternative of operation.security) {
    const parts = alternative.map((name) =>
      credential(facts.schemes.get(name), token, secrets[name]),
    );
    if (parts.every((part) => part !== null)) return merged(parts);
  }
  return NONE;
}

function credential(
  scheme: Scheme | undefined,
  token: string,
  secret: string | undefined,
): Credentials | null {
  if (scheme?.kind === "token") return { ...NONE, headers: { Authorization: `Bearer ${token}` } };
  if (scheme === undefined || secret === undefined) return null;
  switch (scheme.kind) {
    case "basic":
      return {
        ...NONE,
        headers: { Authorization: `Basic ${Buffer.from(secret).toString("base64")}` },
      };
    case "header":
      return { ...NONE, headers: { [scheme.name]: secret } };
    case "cookie":
      return { ...NONE, headers: { Cookie: `${scheme.name}=${encodeURIComponent(secret)}` } };
    case "query":
      return { ...NONE, query: { [scheme.name]: secret } };
    case "unsupported":
      return null;
  }
}

function merged(parts: readonly Credentials[]): Credentials {
  return {
    headers: Object.assign({}, ...parts.map(({ headers }) => headers)),
    query: Object.assign({}, ...parts.map(({ query }) => query)),
  };
}
