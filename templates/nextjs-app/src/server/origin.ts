const SAFE = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * Whether another site made a browser send this request. Requests that change nothing pass; the others have to come
 * from a page of this app: `Sec-Fetch-Site` and `Origin` both say so, and one of them has to be there.
 */
export function isCrossSite(method: string, headers: Headers, publicUrl: string): boolean {
  if (SAFE.has(method.toUpperCase())) return false;
  const site = headers.get("sec-fetch-site");
  const origin = headers.get("origin");
  if (site === null && origin === null) return true;
  if (site !== null && site !== "same-origin") return true;
  return origin !== null && origin !== publicUrl;
}
