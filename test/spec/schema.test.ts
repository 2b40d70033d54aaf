import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { Json, JsonObject } from '../../src/json.js';
import { specJsonSchema } from '../../src/spec/index.js';
import { specValue, toText } from '../arbitrary/spec.js';
import { problemsOf } from './problems.js';

const ajv = new Ajv2020({ strict: true, strictTypes: false, strictRequired: false });
const accepts = ajv.compile(specJsonSchema());

describe('the published schema', () => {
  test.each(['shop', 'rail', 'six'])('accepts %s.yaml', (name) => {
    accepts(parse(readFileSync(new URL(`../specs/${name}.yaml`, import.meta.url), 'utf8')));
    expect(accepts.errors).toBeNull();
  });

  test('describes every key of a project, a service, an entity and a field', () => {
    const text = JSON.stringify(specJsonSchema());
    for (const key of ['services', 'entities', 'openapi', 'onDelete', 'precision', 'retention', 'plural', 'waivers']) expect(text).toContain(`"${key}":`);
  });

  test('accepts every legal spec', () => {
    fc.assert(
      fc.property(specValue('small'), (value) => {
        accepts(plain(value));
        expect(accepts.errors).toBeNull();
      }),
      { numRuns: 80 },
    );
  });

  test('refuses no spec that reading accepts, however it was changed', () => {
    let refused = 0;
    fc.assert(
      fc.property(specValue('small'), fc.infiniteStream(fc.nat(9999)), (value, dice) => {
        const changed = change(plain(value), dice[Symbol.iterator]());
        const legal = problemsOf(toText(changed as JsonObject)).length === 0;
        if (!legal) refused += 1;
        if (legal && !accepts(changed)) throw new Error(`${ajv.errorsText(accepts.errors)}\n${toText(changed as JsonObject)}`);
      }),
      { numRuns: 200 },
    );
    expect(refused).toBeGreaterThan(60);
  });

  test.each([
    ['an unknown key', 'nam: x'], ['a number for a text', 'owner: 5'], ['a service name', 'services: { A_b: { openapi: a.yaml } }'], ['a type', 'services: { a: { entities: { B: { fields: { c: strng } } } } }'],
    ['an unknown keyword', 'services: { a: { entities: { B: { fields: { c: { type: array, items: { typ: string } } } } } } }'], ['a threshold', 'quality: { coverage: 3 }'],
  ])('refuses %s', (_, text) => {
    const legal = { specwright: 1, name: 'shop', domain: 'retail', owner: 'me', blueprint: 'api-gateway', services: { a: { openapi: 'a.yaml' } } };
    expect(accepts(legal)).toBe(true);
    expect(accepts({ ...legal, ...(parse(text) as object) })).toBe(false);
  });
});

function plain(value: JsonObject): Json {
  return JSON.parse(JSON.stringify(value)) as Json;
}

const STRANGE: readonly Json[] = [null, true, 0, 1.5, '', 'x', 'Product', 'string?', [], {}, ['x'], { x: 1 }];

/** The value with one thing somewhere inside replaced, removed or renamed. */
function change(value: Json, dice: Iterator<number>): Json {
  const roll = (sides: number): number => Number(dice.next().value ?? 0) % sides;
  if (value === null || typeof value !== 'object' || roll(12) === 0) return STRANGE[roll(STRANGE.length)] ?? null;
  const entries = Object.entries(value);
  const at = roll(Math.max(entries.length, 1));
  const [key, child] = entries[at] ?? ['added', null];
  if (Array.isArray(value)) return value.map((each: Json, index) => (index === at ? change(each, dice) : each));
  const rest = Object.fromEntries(entries.filter(([each]) => each !== key)) as Record<string, Json>;
  const choice = roll(10);
  if (choice === 0) return rest;
  if (choice === 1) return { ...rest, [`${key}x`]: child };
  return { ...rest, [key]: change(child as Json, dice) };
}
