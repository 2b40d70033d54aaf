/** Texts that mean something somewhere, written with the escapes of documents and read back by the languages' own parsers. */
import { dsl, mermaid } from '../../src/render/escape.js';
import type { Inspected } from '../harness/checks.js';
import { hostileStrings } from '../specs.js';
import { parseMermaid, parseWorkspace } from './check.js';

const SIGNS = ['->', '-/>', '{', '}', '=', '"', '""', '"""', '\\', '\\"', '\\n', '${HOME}', '${a.b}', '/*', '*/', '//', '#', '!include x', '-x->', 'end', 'subgraph', 'click', 'style', 'graph', '%%', '%%{init: {}}%%', '`md`', '1. a', '- a', '#quot;', '#35;', '&lt;', '<br>', ';', '|', '[(', ':::x', 'a--b', 'http://a.b', 'www.a.b', 'person', 'system "x" {', 'الف', 'x'.repeat(300)];

/** Every sign alone, within a line, and before some others. */
export const texts: readonly string[] = [...hostileStrings, ...SIGNS, ...SIGNS.flatMap((a, i) => SIGNS.filter((_, j) => (i + j) % 6 === 0).map((b) => `${a}${b}`)), ...SIGNS.map((sign) => `a ${sign} b`)];

const line = (text: string): string => text.replace(/\s+/gu, ' ').trim();

/** Names and descriptions of a C4 model. What the language cannot say is said with one more space, or in quotation marks. */
export async function names(): Promise<Inspected> {
  const elements = texts.map((text, index) => `    e${index} = person "p${index}" ${dsl(text)} "Person"\n`);
  const { model } = await parseWorkspace(`workspace "w" "d" {\n  model {\n${elements.join('')}  }\n}\n`);
  const found = new Map((model.people ?? []).map(({ name, description }) => [name, description ?? '']));
  const plain = (text: string): string => text.replace(/[\s“”]/gu, '');
  const problems = texts.flatMap((text, index) => {
    const got = found.get(`p${index}`);
    return got !== undefined && plain(got) === plain(text) ? [] : [`${JSON.stringify(text)} is read as ${JSON.stringify(got)}`];
  });
  return { count: texts.length, unit: 'texts', problems };
}

/** Labels of nodes, of arrows and of a boundary. */
export async function labels(): Promise<Inspected> {
  const shown = (text: string): string => text.trim().split(/\s*[\r\n\v\f\u0085\u2028\u2029]\s*/u).join('\n');
  const wanted = texts.filter((text) => line(text) !== '');
  const pictures = wanted.map((text, index) => ({ name: String(index), text: `flowchart TB\n  n1(["${mermaid(text)}"]):::person\n  subgraph b["${mermaid(text)}"]\n    n2[("${mermaid(text)}")]\n  end\n  n1 -->|"${mermaid(text)}"| n2\n  classDef person fill:#08427b\n` }));
  const problems = (await parseMermaid(pictures)).flatMap(({ error, labels: found }, index) => {
    const text = shown(wanted[index] ?? '');
    if (error !== null) return [`${JSON.stringify(text)}: ${error}`];
    const wrong = found.filter((label) => label !== text);
    return wrong.length === 0 && found.length === 4 ? [] : [`${JSON.stringify(text)} is shown as ${JSON.stringify(wrong[0])}`];
  });
  return { count: pictures.length, unit: 'pictures', problems };
}
