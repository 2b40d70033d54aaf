/** The door through which redocly reads a given document: the spec's folder, and nothing else. */
import { posix } from 'node:path';
import type { BaseResolver, LocationObject, Source } from '@redocly/openapi-core';
import type { Position } from '../../problems.js';
import type { DocumentLoader } from '../model.js';

export type Redocly = typeof import('@redocly/openapi-core');

/** Loads redocly only when a document was given: it costs more than everything else at start-up. */
export function redocly(): Promise<Redocly> {
  return import('@redocly/openapi-core');
}

const ROOT = '/';
const ABSOLUTE = /^(?:[A-Za-z][A-Za-z0-9+.-]*:|\/)/u;
const OUTSIDE = '!';

/** Path relative to the spec's folder of a file redocly knows. */
export function relativePath(absolute: string): string {
  return absolute.startsWith(ROOT) ? absolute.slice(ROOT.length) : absolute;
}

/** A resolver over the loader. `texts` collects every file that was read, by relative path. */
export function resolverOver(library: Redocly, loader: DocumentLoader, texts: Map<string, string>): BaseResolver {
  class LoaderResolver extends library.BaseResolver {
    override resolveExternalRef(base: string | null, reference: string): string {
      if (base === null) return ROOT + reference;
      if (ABSOLUTE.test(reference)) return OUTSIDE + reference;
      const joined = posix.join(posix.dirname(relativePath(base)), decoded(reference));
      return joined.startsWith('..') ? OUTSIDE + reference : ROOT + joined;
    }

    override async loadExternalRef(absolute: string): Promise<Source> {
      if (absolute.startsWith(OUTSIDE)) throw refusal(library, outsideMessage(absolute.slice(OUTSIDE.length)));
      const path = relativePath(absolute);
      const text = await loader.read(path).catch((error: unknown) => {
        throw refusal(library, error instanceof Error ? error.message : String(error));
      });
      if (text === null) throw refusal(library, `there is no file ${path}`);
      texts.set(path, text);
      return new library.Source(absolute, text);
    }
  }
  return new LoaderResolver();
}

function decoded(reference: string): string {
  try {
    return decodeURIComponent(reference);
  } catch {
    return reference;
  }
}

function outsideMessage(reference: string): string {
  if (/^https?:/iu.test(reference)) return `${reference} is on the network, which is never read; copy it beside the document`;
  return `${reference} is outside the spec's folder, which is never read`;
}

function refusal(library: Redocly, message: string): Error {
  return new library.ResolveError(new Error(message));
}

/** Line and column of a redocly location; columns in code points. */
export function positionOf(library: Redocly, location: LocationObject | undefined): Position | null {
  if (location === undefined) return null;
  const { source } = location;
  const { start } = library.getLineColLocation(location);
  const line = source.getLines()[start.line - 1] ?? '';
  return { file: relativePath(source.absoluteRef), line: start.line, column: Array.from(line.slice(0, start.col - 1)).length + 1 };
}

/** Where a JSON pointer (`#/paths/…`) of the root document is written; the nearest parent when it is not there. */
export function positionIn(library: Redocly, source: Source, pointer: string, onKey = true): Position {
  const at = positionOf(library, { source, pointer: pointer === '#' ? '#/' : pointer, reportOnKey: onKey });
  return at ?? { file: relativePath(source.absoluteRef), line: 1, column: 1 };
}
