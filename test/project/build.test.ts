import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { ApiDocument, Documents } from '../../src/documents/model.js';
import { buildProject } from '../../src/project/build.js';
import { packagesOf } from '../../src/project/packages.js';
import { readSpec } from '../../src/spec/index.js';
import type { Spec } from '../../src/spec/model.js';

const BLUEPRINT = { name: 'api-gateway', version: '0.1.0', released: '2026-11-01' };

function documentsOf(spec: Spec): Documents {
  const apis = spec.services.map((service): [string, ApiDocument] => [service.name, { service: service.name, given: false, path: `specs/openapi/${service.name}.yaml`, json: {}, validation: {}, basePath: '', operations: [] }]);
  return { apis: Object.fromEntries(apis), files: [], problems: [] };
}

function project(text: string): ReturnType<typeof buildProject> {
  const spec = readSpec(text, 'specwright.yaml');
  return buildProject(spec, documentsOf(spec), BLUEPRINT);
}

const SIX = readFileSync(new URL('../specs/six.yaml', import.meta.url), 'utf8');

describe('the project', () => {
  test('has every default filled in', () => {
    const shop = project(readFileSync(new URL('../specs/shop.yaml', import.meta.url), 'utf8'));
    expect(shop).toMatchObject({ title: 'Shop', version: '0.1.0', created: '2026-11-01', licence: 'proprietary', repository: null, roles: ['viewer', 'editor', 'admin'] });
    expect(shop.services).toMatchObject([{ name: 'catalog', title: 'Catalog', package: 'catalog', folder: 'services/catalog', database: 'shop_catalog', port: 8001 }]);
  });

  test('keeps what the spec says', () => {
    const six = project(SIX);
    expect(six).toMatchObject({ title: 'Six entities', version: '1.2.0', created: '2026-01-31', roles: ['viewer', 'editor', 'admin', 'auditor'], sections: { web: false }, specText: SIX });
    expect(six.services.map((service) => [service.name, service.port, service.dependsOn])).toEqual([['catalog', 8001, []], ['accounts', 8002, ['catalog']]]);
  });

  test('cannot be changed', () => {
    const six = project(SIX);
    expect(() => Object.assign(six.services[0]?.entities[0]?.names ?? {}, { kebab: 'x' })).toThrow(TypeError);
    expect(Object.isFrozen(six.services[1]?.entities[0]?.fields)).toBe(true);
  });

  test('names databases within 63 bytes, each of its own', () => {
    const long = 'a'.repeat(39);
    const { services } = project(`specwright: 1\nname: ${long}\ndomain: d\nowner: o\nblueprint: api-gateway\nservices:\n  ${'b'.repeat(39)}: { entities: { A: {} } }\n  ${'b'.repeat(38)}c: { entities: { A: {} } }\n`);
    const names = services.map((service) => service.database);
    expect(names.map((name) => name.length)).toEqual([63, 63]);
    expect(new Set(names).size).toBe(2);
  });
});

describe('packages', () => {
  test.each([
    [['catalog'], ['catalog']],
    [['import', 'test', 'json', 'servicekit', 'fastapi', 'class'], ['import_service', 'test_service', 'json_service', 'servicekit_service', 'fastapi_service', 'class_service']],
    [['a_b', 'a_b'], ['a_b', 'a_b_2']],
    [['import', 'import_service'], ['import_service', 'import_service_2']],
  ])('%j → %j', (services, expected) => {
    expect(packagesOf(services)).toEqual(expected);
  });
});
