/** The specs that `npm run verify` generates: three are files under test/specs, two are made here. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { checkout } from './harness/checkout.js';

/** Strings that mean something in some language that Specwright writes. Every one is legal in a spec. */
export const hostileStrings = [
  `quotes ' " \` and "" '' \\" \\' back\\slash \\n \\u0041 \\`,
  'first line\nsecond line\r\nthird line\n\n\n  indented\ttab ',
  '{{handlebars}} {{{raw}}} {{#if x}} {{/if}} \\{{ {% jinja %} <%= erb %>',
  '${{ secrets.TOKEN }} ${HOME} $(id) `id` $$ $1 %s %(name)s {0} {name!r} f"{x}"',
  '*/ /* // # -- ; <!-- --> ]]> <script>alert(1)</script> </script> &amp; <b>',
  '""" \'\'\' r""" \\""" end\\',
  "'; DROP TABLE products; -- $tag$ $body$ :param %% ?",
  '😀 👩‍👩‍👧‍👦 e\u0301 \u00e9 \ufb01 \u200d \u00a0 \u2028 \u2029 \ufeff',
  'שלום \u202eabc\u202c مرحبا \u2066x\u2069',
  '- item\n# heading\n```\nfence\n````\n~~~\n| a | b |\n[x]: y\n<div>\n---\nkey: value\n* *b* _c_',
  'null', 'true', '1e3', '0x10', '~', '!!python/object', '&anchor', '*alias', '- ', '? ', ': ', '@', '%TAG',
];

/** All of them in one text, and more than ten kilobytes of it. */
export const everything = hostileStrings.join('\n');
export const tenKilobytes = `${everything}\n${'long Ελληνικά '.repeat(800)}end`;

/** Every text field of a spec holds something hostile. */
export function hostileSpec(): object {
  const [first = '', ...rest] = hostileStrings;
  return {
    specwright: 1,
    name: 'hostile',
    title: `Title ${first}`,
    domain: everything,
    owner: `Owner ${rest.join(' ')}`,
    description: tenKilobytes,
    blueprint: 'api-gateway',
    web: false,
    services: {
      notes: {
        title: `Notes ${rest[3]}`,
        description: tenKilobytes,
        entities: {
          Note: {
            title: `Note ${everything}`,
            description: everything,
            fields: {
              body: { type: 'string', maxLength: 2000, default: everything.slice(0, 250), title: everything, description: everything, examples: hostileStrings.slice(0, 3) },
              kind: { enum: hostileStrings, default: hostileStrings[5], description: tenKilobytes },
              code: { type: 'string', maxLength: 80, optional: true, pattern: '^[\'"`{}$*/<>\\\\-]{0,40}$', description: rest[4] },
              tags: { type: 'array', items: { type: 'string', enum: hostileStrings }, default: [hostileStrings[2]], description: rest[2] },
              owner: { ref: 'Person', description: everything },
              secret: { type: 'string', optional: true, pii: true, description: rest[5] },
            },
          },
          Person: { description: rest[6], fields: { name: { type: 'string', unique: true, description: tenKilobytes } } },
        },
      },
    },
  };
}

const fieldNames = [
  'class', 'from', 'import', 'metadata', 'registry', 'json', 'copy', 'str', 'int', 'self', 'model_config', 'a_b', 'aB', 'schema',
  'dict', 'model_fields', 'none', 'true', 'def', 'async', 'await', 'lambda', 'type', 'list', 'limit', 'sort', 'cursor', 'order',
  'group', 'select', 'table', 'user', 'default', 'construct', 'validate', 'query', 'body', 'request', 'response', 'session',
  'hTTPServer2', 'fields', 'match', 'case', 'print', 'id2', 'x', 'f'.repeat(50), 'set', 'uuid', 'datetime',
];

/** Names that are keywords, builtins or attributes somewhere, and pairs that fall together in some case. */
export function oddNamesSpec(): object {
  const types = ['string', 'integer', 'boolean', 'date', 'decimal?', 'text?', 'json?'];
  const entity = (fields: object): object => ({ fields });
  return {
    specwright: 1, name: 'test', domain: 'x', owner: 'y', blueprint: 'api-gateway', web: false,
    services: {
      import: { entities: {
        None: entity({ name: 'string' }),
        True: entity({ exception: 'None', name: 'string' }),
        Exception: entity({ uuid: 'UUID?', any: { ref: 'Any', optional: true, onDelete: null } }),
        UUID: entity({ value: 'uuid' }),
        Any: entity({ self: { ref: 'Any', optional: true, onDelete: 'cascade' } }),
        Product: entity({ name: 'string' }),
        ProductCreate: entity({ name: 'string' }),
        ProductPage: entity({ product: 'Product' }),
        Problem: entity({ status: 'integer', title: 'string' }),
        JsonValue: entity({ value: 'json' }),
      } },
      class: { entities: {
        ['A'.repeat(50)]: entity({ name: 'string' }),
        Base: entity({ metadata: 'string', items: { many: 'Field' } }),
        Field: entity({ name: 'string', bases: { many: 'SQLModel' } }),
        SQLModel: entity({ sqlmodel: 'string' }),
        HTTPServer2Log: entity({ httpStatus: 'integer' }),
        Settings: entity({ value: 'string' }), Depends: entity({ value: 'string' }), Operations: entity({ value: 'string' }),
      } },
      x: { entities: {
        Y: entity({ z: 'string' }),
        Self: entity(Object.fromEntries(fieldNames.map((name, index) => [name, types[index % types.length]]))),
      } },
      'test-2': { entities: { Test: entity({ test: 'string' }), Request: entity({ url: 'url', email: { type: 'email', unique: true } }) } },
    },
  };
}

/** Every section about running, with names that YAML reads as something else and names as long as they may be. */
export function deploySpec(): object {
  const long = `a${'-b'.repeat(19)}`;
  const entity = { Thing: { fields: { name: 'string' } } };
  return {
    specwright: 1, name: 'on', domain: 'running', owner: 'Team "on" {{ .Values }}', blueprint: 'api-gateway', cost_center: 'null', version: '1.0.0-rc.1',
    repository: 'https://git.example.com/team/on',
    external_systems: { payments: { description: 'Takes money.' }, null: { protocol: 'HTTPS: 9090' }, on: { protocol: 'amqps' }, unused: { protocol: 'sftp' } },
    security: { identity: { issuer: 'https://id.example.org:8443/realms/on', audience: '{{ everybody }}' } },
    data: { pool: 3, statement_timeout_s: 10, connections: 400 },
    resources: { cpu: '20m', memory: '64Mi' }, scaling: { max: 5, custom: { y: 3 } }, health: { period_s: 7, startup_s: 31 }, rollout: { max_surge: 10 },
    slo: { availability: 99.5, p95_ms: 300 },
    environments: {
      dev: { replicas: 1, log_level: 'error' },
      prod: { spot: true, tls_issuer: 'letsencrypt', secrets: 'aws', scaling: { min: 3 }, quota: { pods: 200 }, services: { null: { replicas: 2 }, web: { rollout: { max_unavailable: 0 } } } },
      no: { secrets: 'kubernetes', services: { web: { replicas: 0 } } },
    },
    services: {
      null: { entities: entity, depends_on: ['tests'], critical: true },
      tests: { entities: entity, depends_on: ['migrations', 'payments', 'on'] },
      migrations: { entities: entity, public: true, rollout: { max_unavailable: 25, max_surge: 0 } },
      [long]: { entities: entity, scaling: { min: 2, max: 3 }, depends_on: ['null'] },
    },
  };
}

/** The spec file of a subject, written into `folder` when it is made here. */
export function specFile(subject: string, folder: string): string {
  const made: Record<string, () => object> = { hostile: hostileSpec, odd: oddNamesSpec, deploy: deploySpec };
  const make = made[subject];
  if (make === undefined) return join(checkout, 'test/specs', `${subject}.yaml`);
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'specwright.yaml');
  // JSON is YAML; what YAML 1.2 forbids in a double-quoted scalar is escaped.
  const text = JSON.stringify(make(), null, 2).replace(/\p{Cf}|[\u0080-\u00a0\u2028\u2029]/gu, escaped);
  writeFileSync(file, `${text}\n`);
  return file;
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
