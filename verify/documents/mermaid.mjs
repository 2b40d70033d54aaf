/**
 * Parses Mermaid texts with mermaid itself: `node mermaid.mjs TOOLS < [{name, text}]`, one JSON array out. Labels come
 * back as they would be shown, so that what was escaped can be compared with what was meant.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const require = createRequire(join(process.argv[2], 'package.json'));
const load = (name) => import(pathToFileURL(require.resolve(name)).href);
const { JSDOM } = await load('jsdom');
const { window } = new JSDOM('');
Object.assign(globalThis, { window, document: window.document });
const { default: mermaid } = await load('mermaid');

/** Mermaid keeps entities in a form of its own until it draws. */
const shown = (label) => String(label ?? '').replace(/<br\s*\/?>/g, '\n').replace(/ﬂ°°(\d+)¶ß/g, (_, code) => String.fromCodePoint(Number(code)));

async function labels(text) {
  const { db } = await mermaid.mermaidAPI.getDiagramFromText(text);
  if (db.getVertices === undefined) return [];
  const groups = db.getSubGraphs().map(({ title }) => title);
  return [...[...db.getVertices().values()].map(({ text: label }) => label), ...groups, ...db.getEdges().map(({ text: label }) => label)].map(shown);
}

const results = [];
for (const { name, text } of JSON.parse(readFileSync(0, 'utf8'))) {
  try {
    const { diagramType } = await mermaid.parse(text);
    results.push({ name, type: diagramType, labels: await labels(text), error: null });
  } catch (error) {
    results.push({ name, type: null, labels: [], error: String(error.message).slice(0, 400) });
  }
}
process.stdout.write(JSON.stringify(results));
