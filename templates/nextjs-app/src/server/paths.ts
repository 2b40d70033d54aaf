import type { Operation } from "@/server/service-facts";

/** Characters that a service could read as a change of folder, or as the end of the path. */
const FORBIDDEN = /%(2f|5c|00)|[\\?#\u0000-\u001f\u007f]/i;

/**
 * The operation that a path belongs to. Only what the service's own document lists exists here; everything else,
 * the service's health and metrics included, is not found.
 */
export function findOperation(
  operations: readonly Operation[],
  method: string,
  path: string,
): { readonly operation: Operation } | { readonly allow: readonly string[] } | null {
  if (!path.startsWith("/") || FORBIDDEN.test(path)) return null;
  const segments = path.split("/");
  if (segments.some((segment) => isDots(segment))) return null;
  const here = operations.filter((operation) => matches(operation.path.split("/"), segments));
  if (here.length === 0) return null;
  // `/products/search` is itself, not the product `search`.
  const exact = here.filter(({ path: template }) => template === path);
  const candidates = exact.length > 0 ? exact : here;
  const found = candidates.find((operation) => operation.method === method);
  return found ? { operation: found } : { allow: candidates.map((operation) => operation.method) };
}

function isDots(segment: string): boolean {
  const plain = segment.replaceAll(/%2e/gi, ".");
  return plain === "." || plain === "..";
}

function matches(template: readonly string[], segments: readonly string[]): boolean {
  return (
    template.length === segments.length &&
    template.every((part, index) => matchesPart(part, segments[index] ?? ""))
  );
}

/** One segment of a template: text, or text around parameters such as `{id}.json`. */
function matchesPart(part: string, segment: string): boolean {
  if (!part.includes("{")) return part === segment || encodeURI(part) === segment;
  const pieces = part.split(/\{[^{}]*\}/);
  const first = pieces[0] ?? "";
  const last = pieces.at(-1) ?? "";
  if (!segment.startsWith(first) || !segment.endsWith(last)) return false;
  let at = first.length;
  for (const piece of pieces.slice(1, -1)) {
    const next = segment.indexOf(piece, at + 1);
    if (next < 0) return false;
    at = next + piece.length;
  }
  return segment.length - last.length > at;
}
