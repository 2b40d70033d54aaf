/** Facts of the spec, read back from the documents that show them. */
import { parse } from 'yaml';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Project } from '../../src/project/model.js';
import { projectOf, treeOf } from '../support/tree.js';

const SPEC = `specwright: 1
name: shop
title: The Shop
domain: retail
owner: team-shop
version: 2.3.4
repository: https://github.com/acme/shop
security_contact: security@acme.test
blueprint: api-gateway
actors:
  buyer: { description: Buys things. }
  scanner: { kind: machine }
external_systems:
  payments: { description: Takes the money., protocol: HTTPS }
  archive: { kind: storage }
domains:
  retail: { description: Selling., owner: team-retail }
data: { connections: 400, pool: 4 }
quality: { load: { factor: 3, soak_hours: 13 } }
security: { patch_critical_days: 2, patch_high_days: 9 }
governance:
  security: "@acme/security"
  adr: { no-refunds: "Money is *never* paid back. {{x}}" }
  glossary: { SKU: Stock keeping unit }
delivery:
  critical_paths: ["libs/**"]
  codeowners: { "docs/": ["@acme/writers"] }
services:
  catalog:
    public: true
    peak_rps: 120
    depends_on: [payments]
    domain: retail
    slo: { p95_ms: 300 }
    scaling: { max: 12 }
    access: { read: [viewer, auditor] }
    entities:
      Product:
        description: What is sold.
        fields: { name: string, price: decimal, buyer: { ref: accounts/Customer } }
  accounts:
    entities:
      Customer:
        fields: { mail: { type: email, pii: true } }
`;

let project: Project;
let tree: ReadonlyMap<string, string>;
const file = (path: string): string => {
  const text = tree.get(path);
  if (text === undefined) throw new Error(`there is no ${path}`);
  return text;
};

beforeAll(async () => {
  project = await projectOf(SPEC);
  tree = await treeOf(project);
});

describe('ARCHITECTURE.md', () => {
  it('names folder, port and database of each container', () => {
    const text = file('ARCHITECTURE.md');
    expect(text).toContain('# Architecture of The Shop');
    for (const { name, folder, port, database } of project.services) {
      expect(text).toMatch(new RegExp(`^\\| ${name} \\| Python, FastAPI \\| \\[${folder}\\]\\(${folder}\\) \\| ${port} \\| ${database} \\|`, 'm'));
    }
    expect(text).toContain('| catalog | payments | Depends on | HTTPS |');
    expect(text).toContain('| catalog | accounts | Keeps ids of Customer | no call of its own |');
  });

  it('links to components that are there', () => {
    const folders = new Set([...tree.keys()].flatMap((path) => path.split('/').map((_, i, parts) => `${parts.slice(0, i).join('/')}/`)));
    const links = [...file('ARCHITECTURE.md').matchAll(/\]\(((?:libs|services|web)\/[^)]+)\)/g)].map(([, link = '']) => decodeURIComponent(link));
    expect(links.length).toBeGreaterThan(15);
    for (const link of links) expect(tree.has(link) || folders.has(link) || folders.has(`${link}/`), link).toBe(true);
  });
});

describe('the C4 source', () => {
  it('lets people in by the web app, and machines by what is public', () => {
    const text = file('specs/architecture/workspace.dsl');
    expect(text).toContain('actor-buyer -> process-web "Works with pages and forms"');
    expect(text).toContain('actor-scanner -> service-catalog "Calls operations"');
    expect(text).not.toContain('actor-scanner -> service-accounts "');
    expect(text).toContain('service-catalog -> external-payments "Depends on" "HTTPS"');
    expect(text).toContain('system -> external-archive');
  });
});

interface Threats { readonly flows: readonly { readonly id: string; readonly threats: readonly { readonly mitigations: readonly { readonly file: string; readonly look: string }[] }[] }[] }

describe('the threat model', () => {
  it('has threats for each flow of the model, and mitigations that are in the files they name', () => {
    const { flows } = parse(file('specs/security/threat-model.yaml')) as Threats;
    const drawn = [...file('specs/architecture/workspace.dsl').matchAll(/^ {8}(\S+) -> (\S+) /gm)].map(([, from = '', to = '']) => [from, to] as const).filter(([from, to]) => !/--/.test(from + to));
    expect(flows.map(({ id }) => id).sort()).toEqual(drawn.map(([from, to]) => `${from}--${to}`).sort());
    for (const { id, threats } of flows) {
      expect(threats.length, id).toBeGreaterThan(1);
      for (const { file: path, look } of threats.flatMap(({ mitigations }) => mitigations)) expect(file(path), `${id}: ${path}`).toContain(look);
    }
  });

  it('names the personal fields', () => expect(file('docs/threat-model.md')).toContain('| accounts | Customer | mail |'));
});

describe('the capacity plan', () => {
  it('shows what the spec says of load and replicas', () => {
    const text = file('docs/capacity.md');
    expect(text).toContain('| catalog | 120 | the service | 36 | 360 | 99.9 % | 300 ms | 1000 ms |');
    expect(text).toContain('| accounts | 50 | assumed |');
    expect(text).toContain('Load test = 3 × peak; soak test = 13 hours at the peak.');
    // 120 requests of 5 ms need 0.6 CPU; a replica asks for 0.1 and is kept at 70 % of it.
    expect(text).toContain('| catalog | 120 | 100m | 70 % | 9 | 2 to 12 | fits |');
    // 12 replicas and 3 of a release, each with 4 connections and one for its readiness.
    expect(text).toMatch(/^\| catalog \| shop\\?_catalog \| 4 \| 12 \| 75 \|$/m);
    expect(text).toContain('a server allows 400 (`data.connections`)');
  });

  it('knows the defaults of the code it plans for', () => {
    expect(file('chart/templates/_helpers.tpl')).toContain('set $config "DATABASE_MAX_OVERFLOW" "0"');
    expect(file('web/src/server/database.ts')).toContain('max: 10,');
  });
});

describe('API reference', () => {
  it('has every operation with its roles and answers', () => {
    for (const { name, api } of project.services) {
      const text = file(`docs/api/${name}.md`);
      for (const { id, method, path, responses } of api.operations) {
        const section = text.slice(text.indexOf(`### ${id}\n`)).split('\n### ')[0] ?? '';
        expect(section).toContain(`\`${method.toUpperCase()} ${path}\``);
        for (const { status } of responses) expect(section, id).toMatch(new RegExp(`^\\| ${status} \\| \\S`, 'm'));
      }
    }
    expect(file('docs/api/catalog.md')).toContain('`GET /api/v1/products`, open to bearer with viewer or auditor.');
  });
});

describe('people', () => {
  it('SECURITY.md has the contact, the versions and the deadlines', () => {
    const text = file('SECURITY.md');
    expect(text).toContain('(mailto:security@acme.test)');
    expect(text).toContain('| 2.x (now 2.3.4) | yes |');
    expect(text).toContain('image | 2 days |');
    expect(text).toContain('image | 9 days |');
  });

  it('CODEOWNERS has a team of the organisation for each owner, and the narrow lines last', () => {
    expect(file('.github/CODEOWNERS').split('\n').filter((line) => line !== '' && !line.startsWith('#'))).toEqual([
      '* @acme/team-shop', '/services/catalog/ @acme/team-retail', 'docs/ @acme/writers', 'libs/** @acme/team-shop @acme/security',
    ]);
  });

  it('an owner without a handle asks nobody', async () => {
    const text = (await treeOf(await projectOf(SPEC.replace(/repository: .*\n/, '')))).get('.github/CODEOWNERS') ?? '';
    expect(text).toContain('\n# * team-shop\n');
    expect(text.split('\n')).toContain('docs/ @acme/writers');
  });

  it.each(['Team Shop', 'team_shop', 'Team-Shop', '-shop', 'a--b'])('an owner called %s is no team', async (owner) => {
    const text = (await treeOf(await projectOf(SPEC.replace(/^owner: .*$/m, `owner: ${JSON.stringify(owner)}`)))).get('.github/CODEOWNERS') ?? '';
    expect(text.split('\n')).toContain(`# * ${owner}`);
  });

  it('the template of pull requests asks for what the constitution asks', () => {
    const text = file('.github/PULL_REQUEST_TEMPLATE.md');
    for (const words of ['clear description of the change', 'Specification or issue', 'New code has tests', 'Documents that this makes wrong', 'Screenshots', '`libs/**`']) expect(text).toContain(words);
  });

  it('the glossary has terms, roles, entities and actors', () => {
    const text = file('docs/glossary.md');
    for (const line of ['| SKU | term | Stock keeping unit |', '| Product | entity of catalog | What is sold. |', '| auditor | role | May read Product. |', '| buyer | actor | Buys things. |', '| retail | domain | Selling. |']) expect(text).toContain(line);
  });
});

describe('decisions', () => {
  it('quote what the spec states', () => {
    const [path = ''] = [...tree.keys()].filter((name) => name.endsWith('-stated-no-refunds.md'));
    expect(file(path)).toContain('```text\nMoney is *never* paid back. {{x}}\n```');
  });

  it('name what the choices of the spec are about', () => {
    const text = (slug: string): string => file([...tree.keys()].find((name) => name.endsWith(`-${slug}.md`)) ?? slug);
    expect(text('a-database-for-each-service')).toContain('catalog to `shop_catalog`, accounts to `shop_accounts`');
    expect(text('references-across-services-are-unchecked')).toContain('`Product.buyer` to `Customer` of accounts');
    expect(text('personal-data-is-marked-on-the-field')).toContain('`Customer.mail`');
  });
});

it('a new contact changes SECURITY.md and the spec alone', async () => {
  const other = await treeOf(await projectOf(SPEC.replace('security@acme.test', 'abuse@acme.test')));
  const changed = [...other].filter(([path, text]) => tree.get(path) !== text).map(([path]) => path);
  expect(changed.filter((path) => path !== 'specwright.yaml')).toEqual(['SECURITY.md']);
});
