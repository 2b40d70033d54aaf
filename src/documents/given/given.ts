/** A document the user brought: read, checked, bundled. */
import type { Document, Source } from '@redocly/openapi-core';
import type { JsonObject } from '../../json.js';
import { EnvironmentError, problem, type Position, type Problem } from '../../problems.js';
import type { DocumentFile, DocumentLoader } from '../model.js';
import { entries } from '../operations.js';
import { checkMeaning } from './meaning.js';
import { circularRefusal, plainRefusal, refusals, versionRefusal, type Refusal } from './refusals.js';
import { positionIn, redocly, relativePath, resolverOver, type Redocly } from './source.js';
import { checkStructure } from './structure.js';

export interface Given {
  /** Bundled; null when an error keeps it from being used. */
  readonly json: JsonObject | null;
  /** The document and every file it refers to, byte for byte. */
  readonly files: readonly DocumentFile[];
  readonly problems: readonly Problem[];
  /** Where a JSON pointer of the bundled document is written. */
  readonly at: (pointer: string) => Position;
}

interface Parsed {
  readonly document: Document | null;
  readonly problems: readonly Problem[];
}

function parse(library: Redocly, text: string, path: string): Parsed {
  try {
    return { document: library.makeDocumentFromString(text, `/${path}`), problems: [] };
  } catch (error) {
    if (!(error instanceof library.YamlParseError)) throw error;
    const at = Number.isInteger(error.line) ? { file: path, line: error.line, column: error.col } : { file: path, line: 1, column: 1 };
    const message = error.message.replace(/\s*\(\d+:\d+\)$/u, '').replace(/ in "[^"]*"$/u, '');
    return { document: null, problems: [problem('openapi/syntax', message, at)] };
  }
}

function asProblem(library: Redocly, source: Source, refusal: Refusal): Problem {
  return problem(refusal.code, refusal.message, positionIn(library, source, refusal.pointer), refusal.help);
}

/** The document with everything it refers to inside. */
async function bundled(library: Redocly, text: string, path: string, loader: DocumentLoader): Promise<JsonObject> {
  const fresh = library.makeDocumentFromString<JsonObject>(text, `/${path}`);
  const config = await library.createConfig({});
  const externalRefResolver = resolverOver(library, loader, new Map());
  const result = await library.bundle({ doc: fresh, config, externalRefResolver, base: '/', keepUrlRefs: true });
  return result.bundle.parsed as JsonObject;
}

function sources(path: string, text: string, texts: ReadonlyMap<string, string>): readonly DocumentFile[] {
  const all = new Map([[path, text], ...texts]);
  return [...all].map(([name, content]) => ({ path: name, text: content, ownership: 'source' }));
}

async function advice(library: Redocly, source: Source, json: JsonObject): Promise<readonly Problem[]> {
  const found = await checkStructure(json);
  const problems = found.map(({ message, pointer }) =>
    problem('openapi/structure', message, positionIn(library, source, pointer), null, 'warning'),
  );
  if (entries(json).length > 0) return problems;
  const at = positionIn(library, source, '#/paths');
  return [...problems, problem('openapi/no-operations', 'the document has no operation, so the service answers nothing', at, null, 'warning')];
}

/**
 * Reads the document at `path`. `reason` is where the spec names it. Never throws for what is wrong with the
 * document: that comes back as problems.
 */
export async function readGiven(path: string, loader: DocumentLoader, reason: Position): Promise<Given> {
  const nowhere = (): Position => reason;
  const text = await loader.read(path).catch((error: unknown) => {
    if (error instanceof EnvironmentError) throw error;
    return error instanceof Error ? error : new Error(String(error));
  });
  if (text === null || text instanceof Error) {
    const why = text === null ? `there is no file ${path}` : text.message;
    const missing = problem('openapi/missing', why, reason, 'the path is relative to the folder of the spec');
    return { json: null, files: [], problems: [missing], at: nowhere };
  }
  const library = await redocly();
  const { document, problems } = parse(library, text, path);
  if (document === null) return { json: null, files: [], problems, at: nowhere };
  const { source } = document;
  const at = (pointer: string): Position => positionIn(library, source, pointer);
  const root = document.parsed as JsonObject;
  const early = [versionRefusal(root) ?? plainRefusal(root) ?? circularRefusal(root)].filter((refusal) => refusal !== null);
  if (early.length > 0) return { json: null, files: [], problems: early.map((refusal) => asProblem(library, source, refusal)), at };

  const texts = new Map<string, string>();
  const meaning = await checkMeaning(library, document, resolverOver(library, loader, texts));
  const files = sources(relativePath(source.absoluteRef), text, texts);
  if (meaning.some(({ severity }) => severity === 'error')) return { json: null, files, problems: meaning, at };
  const json = texts.size === 0 ? root : await bundled(library, text, path, loader);
  const refused = refusals(json).map((refusal) => asProblem(library, source, refusal));
  const all = [...meaning, ...refused, ...(await advice(library, source, json))];
  return { json: refused.length > 0 ? null : json, files, problems: all, at };
}
