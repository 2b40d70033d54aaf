import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readSpec, writeSpec } from '../../src/spec/index.js';
import { hostileText } from '../arbitrary/texts.js';

const services = { catalog: { entities: { Product: { fields: { name: 'string', price: 'decimal' } } } } };

test('a spec for people, which names its schema first', () => {
  expect(writeSpec({ name: 'shop', domain: 'retail', owner: 'team-shop', blueprint: 'api-gateway', services, extra: { web: false } })).toBe(`# yaml-language-server: $schema=.specwright/schema.json
specwright: 1
name: shop
domain: retail
owner: team-shop
blueprint: api-gateway
services:
  catalog:
    entities:
      Product:
        fields:
          name: string
          price: decimal
web: false
`);
});

test('whatever the answers, they come back as they were given', () => {
  fc.assert(
    fc.property(hostileText(80), hostileText(80), hostileText(), (domain, owner, description) => {
      const spec = readSpec(writeSpec({ name: 'no', domain, owner, description, blueprint: 'api-gateway', services }), 'specwright.yaml');
      expect([spec.name, spec.domain, spec.owner, spec.description]).toEqual(['no', domain, owner, description]);
    }),
    { numRuns: 200 },
  );
});
