/** Problem details (RFC 9457): the one form of every error that the web app answers by itself. */

const TITLES: Readonly<Record<number, string>> = {
  400: "Bad request",
  401: "Not signed in",
  403: "Forbidden",
  404: "Not found",
  405: "Method not allowed",
  413: "Content too large",
  429: "Too many requests",
  500: "Internal server error",
  502: "The service cannot be reached",
  503: "Service unavailable",
  504: "The service took too long",
};

/** A response in application/problem+json. `detail` is for people and tells nothing about the inside. */
export function problem(
  status: number,
  detail: string,
  headers: Readonly<Record<string, string>> = {},
): Response {
  const body = { type: "about:blank", title: TITLES[status] ?? "Error", status, detail };
  return new Response(JSON.stringify(body), {
    status,
    headers: {
      "Content-Type": "application/problem+json",
      "Cache-Control": "no-store",
      ...headers,
    },
  });
}
