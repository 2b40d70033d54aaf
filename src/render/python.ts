/** Formats Python in process. The formatter is WebAssembly and loads only when a file asks for it. */
import { createRequire } from 'node:module';

interface Ruff {
  readonly PositionEncoding: { readonly Utf32: number };
  readonly Workspace: new (options: object, encoding: number) => { format(source: string): string };
}

let workspace: { format(source: string): string } | null | undefined;

/** Formats as `ruff format` with a line length of 100 does; returns the source as it is where the formatter cannot load. @throws Error when the source is no Python. */
export function formatPython(source: string): string {
  workspace ??= load();
  return workspace === null ? source : workspace.format(source);
}

function load(): { format(source: string): string } | null {
  try {
    const ruff = createRequire(import.meta.url)('@astral-sh/ruff-wasm-nodejs') as Ruff;
    return new ruff.Workspace({ 'line-length': 100, 'target-version': 'py311' }, ruff.PositionEncoding.Utf32);
  } catch {
    return null;
  }
}
