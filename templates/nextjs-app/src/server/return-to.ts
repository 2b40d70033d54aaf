/** A base that no real address begins with. */
const BASE = "http://return.invalid";

/**
 * The path to go back to after signing in, or `/` when it is not one of this app's own pages. Only a path on this
 * origin passes: no scheme, no host, no backslash that a browser reads as a slash, no control characters.
 */
export function safeReturnTo(value: string | null | undefined): string {
  if (!value || !value.startsWith("/") || /^\/[/\\]|[\\\u0000-\u001f\u007f]/.test(value))
    return "/";
  let url: URL;
  try {
    url = new URL(value, BASE);
  } catch {
    return "/";
  }
  if (url.origin !== BASE || url.pathname.startsWith("//")) return "/";
  // Signing in again and again, or calling a route that changes something, is no place to go back to.
  if (/^\/(auth|api|health)(\/|$)/.test(url.pathname)) return "/";
  return `${url.pathname}${url.search}${url.hash}`;
}
