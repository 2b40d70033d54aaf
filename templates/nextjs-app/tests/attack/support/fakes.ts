/** An issuer and a service that do what real ones do seldom: hurry, dawdle, refuse, send elsewhere. */
import { createServer } from "node:http";
import type { IncomingMessage, RequestListener, Server } from "node:http";
import { once } from "node:events";
import { exportJWK, generateKeyPair, SignJWT } from "jose";

export interface Fake {
  readonly url: string;
  readonly close: () => Promise<void>;
}

async function listen(listener: RequestListener): Promise<Fake & { readonly server: Server }> {
  const server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    server,
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks).toString();
}

export interface FakeIssuer extends Fake {
  /** How often a refresh token was presented. */
  refreshes: number;
  /** How long an access token lives. */
  seconds: number;
  /** Answers every refresh with this status instead. */
  refuses: number | null;
  /** Access tokens that were handed out, in order. */
  readonly tokens: string[];
}

/** An issuer whose tokens live as long as the test says, and whose refresh tokens work once. */
export async function fakeIssuer(): Promise<FakeIssuer> {
  const { publicKey, privateKey } = await generateKeyPair("RS256");
  const jwk = { ...(await exportJWK(publicKey)), alg: "RS256", use: "sig", kid: "one" };
  const nonces = new Map<string, string>();
  let refreshToken = "";
  const fake = await listen((request, response) => {
    void (async () => {
      const url = new URL(request.url ?? "/", issuer.url);
      const json = (status: number, value: unknown) => {
        response
          .writeHead(status, { "Content-Type": "application/json" })
          .end(JSON.stringify(value));
      };
      if (url.pathname === "/.well-known/openid-configuration") {
        return json(200, {
          issuer: issuer.url,
          authorization_endpoint: `${issuer.url}/authorize`,
          token_endpoint: `${issuer.url}/token`,
          jwks_uri: `${issuer.url}/jwks`,
          response_types_supported: ["code"],
          id_token_signing_alg_values_supported: ["RS256"],
        });
      }
      if (url.pathname === "/jwks") return json(200, { keys: [jwk] });
      if (url.pathname === "/authorize") {
        const code = crypto.randomUUID();
        nonces.set(code, url.searchParams.get("nonce") ?? "");
        const target = new URL(url.searchParams.get("redirect_uri") ?? "");
        target.searchParams.set("code", code);
        target.searchParams.set("state", url.searchParams.get("state") ?? "");
        response.writeHead(303, { Location: target.href }).end();
        return;
      }
      const form = new URLSearchParams(await bodyOf(request));
      if (form.get("grant_type") === "refresh_token") {
        issuer.refreshes += 1;
        // Long enough for every other request to arrive meanwhile.
        await new Promise((next) => setTimeout(next, 300));
        if (issuer.refuses !== null) return json(issuer.refuses, { error: "invalid_grant" });
        if (form.get("refresh_token") !== refreshToken)
          return json(400, { error: "invalid_grant" });
      }
      const nonce = nonces.get(form.get("code") ?? "");
      const sign = (claims: Record<string, unknown>, type: string) =>
        new SignJWT({ ...claims, roles: ["admin"] })
          .setProtectedHeader({ alg: "RS256", kid: "one", typ: type })
          .setIssuer(issuer.url)
          .setSubject("somebody")
          .setIssuedAt()
          .setExpirationTime(`${issuer.seconds} seconds`)
          .sign(privateKey);
      const access = await sign({ jti: crypto.randomUUID() }, "at+jwt");
      issuer.tokens.push(access);
      refreshToken = crypto.randomUUID();
      json(200, {
        access_token: access,
        token_type: "Bearer",
        expires_in: issuer.seconds,
        refresh_token: refreshToken,
        ...(nonce === undefined ? {} : { id_token: await sign({ aud: "web", nonce }, "JWT") }),
      });
    })();
  });
  const issuer: FakeIssuer = {
    url: fake.url,
    close: fake.close,
    refreshes: 0,
    seconds: 3600,
    refuses: null,
    tokens: [],
  };
  return issuer;
}

export interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage["headers"];
  readonly bytes: number;
}

export interface FakeService extends Fake {
  readonly seen: Seen[];
  /** What it does with a request; by default it answers `{}`. */
  respond: RequestListener;
}

/** A service that remembers what reached it. */
export async function fakeService(): Promise<FakeService> {
  const fake = await listen((request, response) => {
    let bytes = 0;
    request.on("data", (chunk: Buffer) => (bytes += chunk.length));
    request.on("error", () => undefined);
    request.on("end", () => {
      const { method = "", url = "", headers } = request;
      service.seen.push({ method, url, headers, bytes });
      service.respond(request, response);
    });
  });
  const service: FakeService = {
    url: fake.url,
    close: fake.close,
    seen: [],
    respond: (_, response) => {
      response.writeHead(200, { "Content-Type": "application/json" }).end("{}");
    },
  };
  return service;
}
