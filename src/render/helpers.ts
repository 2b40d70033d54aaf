/** The only helpers templates have: one per output language, strict about what they take. */
import * as escape from './escape.js';
import { createRuntime } from './runtime.js';
import type { Renderer } from './runtime.js';

type Escape = (text: string, indent?: number) => string;

const TEXT_HELPERS: Readonly<Record<string, Escape>> = {
  py: escape.py, pydoc: escape.pydoc, pytext: escape.pytext, yaml: escape.yaml, toml: escape.toml, sh: escape.sh,
  md: escape.md, mdfence: escape.mdfence, mdcode: escape.mdcode, mermaid: escape.mermaid, dsl: escape.dsl, make: escape.make, sqlcomment: escape.sqlcomment, sql: escape.sql, raw: (text) => text,
};

/** A Handlebars of our own: nothing another package registers reaches it. */
export function createRenderer(): Renderer {
  const instance = createRuntime();
  for (const [name, helper] of Object.entries(TEXT_HELPERS)) {
    instance.registerHelper(name, (value: unknown, indent: unknown) => {
      if (typeof value !== 'string') throw new TypeError(`{{${name}}} takes a text, not ${value === null ? 'null' : typeof value}`);
      return typeof indent === 'number' ? helper(value, indent) : helper(value);
    });
  }
  instance.registerHelper('json', (value: unknown) => {
    if (value === undefined) throw new TypeError('{{json}} takes a value');
    return escape.json(value);
  });
  return instance;
}
