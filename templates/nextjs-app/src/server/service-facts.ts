import facts from "@/server/services.json";

/** How a service recognises a caller: by a person's token, by `user:password`, or by a key in the named place. */
export type Scheme =
  | { readonly kind: "token" }
  | { readonly kind: "basic" }
  | { readonly kind: "header" | "query" | "cookie"; readonly name: string }
  | { readonly kind: "unsupported" };

/** What this app knows about one service, from the service's own document (services.json is generated). */
export interface ServiceFacts {
  readonly basePath: string;
  readonly operations: readonly Operation[];
  readonly schemes: ReadonlyMap<string, Scheme>;
  /** Headers that the document names besides the standard ones, in lower case. */
  readonly requestHeaders: readonly string[];
  readonly responseHeaders: readonly string[];
}

export interface Operation {
  readonly method: string;
  /** `/products/{id}`, with the base path in front. */
  readonly path: string;
  /** Alternatives; every scheme of one has to be met. None: the operation is public. */
  readonly security: readonly (readonly string[])[];
}

interface Written {
  readonly basePath: string;
  readonly operations: Readonly<Record<string, string>>;
  readonly schemes: Readonly<Record<string, string>>;
  readonly scopes: string;
  readonly requestHeaders: string;
  readonly responseHeaders: string;
}

const written = facts as Readonly<Record<string, Written>>;

export const serviceFacts: Readonly<Record<string, ServiceFacts>> = Object.fromEntries(
  Object.entries(written).map(([name, entry]) => [name, read(entry)]),
);

/** What signing in asks for: who the person is, a way to stay signed in, and what the documents name. */
export const signInScopes = [
  ...new Set([
    ...["openid", "profile", "email", "offline_access"],
    ...Object.values(written).flatMap(({ scopes }) => words(scopes)),
  ]),
].join(" ");

function read(entry: Written): ServiceFacts {
  return {
    basePath: entry.basePath,
    operations: Object.entries(entry.operations).map(([line, security]) => {
      const space = line.indexOf(" ");
      return {
        method: line.slice(0, space),
        path: `${entry.basePath}${line.slice(space + 1)}`,
        security: security === "" ? [] : security.split("|").map(words),
      };
    }),
    schemes: new Map(Object.entries(entry.schemes).map(([name, text]) => [name, scheme(text)])),
    requestHeaders: words(entry.requestHeaders),
    responseHeaders: words(entry.responseHeaders),
  };
}

function scheme(text: string): Scheme {
  const [kind, name] = text.split(" ");
  if (kind === "token" || kind === "basic") return { kind };
  if ((kind === "header" || kind === "query" || kind === "cookie") && name) return { kind, name };
  return { kind: "unsupported" };
}

function words(text: string): string[] {
  return text.split(" ").filter((word) => word !== "");
}
