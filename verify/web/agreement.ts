/**
 * `node verify/run.mjs verify/web/agreement.ts DIR [--runs 4000]`: the Zod schemas of a generated repository's web app (its
 * packages installed) against a JSON Schema validator, Ajv, over the documents that the services serve. For every body of
 * every resource: thousands of values, legal and not; each disagreement is printed and fails the run.
 */
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { build } from 'esbuild';
import fc from 'fast-check';

import { valuesOf } from './values.js';

const { values: options, positionals } = parseArgs({ allowPositionals: true, options: { runs: { type: 'string', default: '4000' }, seed: { type: 'string', default: '20260131' } } });
const repository = resolve(process.env['INIT_CWD'] ?? '.', positionals[0] ?? '.');
const web = join(repository, 'web');

interface Checker { safeParse(value: unknown): { readonly success: boolean } }
type Body = Record<'create' | 'update', Checker>;
type Document = Record<string, unknown>;

/** The contract modules, bundled with the Zod that the web app installs. */
async function bodiesOf(service: string, resource: string): Promise<Body> {
  const outfile = join(web, `node_modules/.cache/agreement-${service}-${resource}.mjs`);
  await build({
    stdin: { contents: `export * from "@/contract/services/${service}/${resource}.schema";`, resolveDir: web, loader: 'ts' },
    alias: { '@': join(web, 'src') }, bundle: true, format: 'esm', platform: 'node', outfile, logLevel: 'warning',
  });
  const found = (await import(pathToFileURL(outfile).href)) as Body;
  rmSync(outfile);
  return found;
}

function documentOf(service: string): Document {
  const source = join(repository, 'services', service, 'src');
  const [module = ''] = readdirSync(source).filter((name) => !name.includes('.'));
  return JSON.parse(readFileSync(join(source, module, 'openapi.json'), 'utf8')) as Document;
}

/** A pointer of the document, followed. */
function at(document: Document, reference: string): unknown {
  return reference.replace(/^#\//u, '').split('/').reduce<unknown>((value, part) => (value as Document)[decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~')], document);
}

/** The bodies of one resource, as references into the document. */
function operationsOf(document: Document, path: string): Record<'create' | 'update', string | null> {
  const paths = document['paths'] as Record<string, Document>;
  const pointer = (route: string, method: string): string | null => {
    const content = (paths[route]?.[method] as Document | undefined)?.['requestBody'] as Document | undefined;
    const media = Object.keys((content?.['content'] ?? {}) as Document)[0];
    const part = (value: string): string => value.replaceAll('~', '~0').replaceAll('/', '~1');
    return media === undefined ? null : `#/paths/${part(route)}/${method}/requestBody/content/${part(media)}/schema`;
  };
  const item = Object.keys(paths).find((route) => route.startsWith(`${path}/{`) && route.split('/').length === path.split('/').length + 1) ?? '';
  return { create: pointer(path, 'post'), update: pointer(item, 'patch') ?? pointer(item, 'put') };
}

function pathOf(service: string, resource: string): string {
  const module = readFileSync(join(web, `src/contract/services/${service}/${resource}.ts`), 'utf8');
  return /^ {2}path: "([^"]+)",$/mu.exec(module)?.[1] ?? '';
}

let [agreed, legal, disagreements] = [0, 0, 0];
for (const service of readdirSync(join(web, 'src/contract/services'), { withFileTypes: true }).filter((entry) => entry.isDirectory())) {
  const document = documentOf(service.name);
  const ajv = new Ajv2020({ strict: false, unicodeRegExp: true, allErrors: false, validateFormats: true });
  formats.default(ajv);
  // ajv-formats wants a dot in a domain; RFC 5321, the services and the pattern in the document do not.
  ajv.addFormat('email', /^[^\s@]+@[^\s@]+$/u);
  ajv.addSchema({ $id: 'https://document.test/', ...document }, 'document');
  for (const file of readdirSync(join(web, 'src/contract/services', service.name)).filter((name) => name.endsWith('.schema.ts'))) {
    const resource = file.replace('.schema.ts', '');
    const bodies = await bodiesOf(service.name, resource);
    for (const [kind, pointer] of Object.entries(operationsOf(document, pathOf(service.name, resource))) as ['create' | 'update', string | null][]) {
      if (pointer === null) continue;
      const validate = ajv.compile({ $ref: `https://document.test/${pointer}` });
      const name = `${service.name}/${resource} ${kind}`;
      let shown = 0;
      for (const value of fc.sample(valuesOf(at(document, pointer), (reference) => at(document, reference)), { numRuns: Number(options.runs), seed: Number(options.seed) })) {
        const [expected, found] = [validate(value), bodies[kind].safeParse(value).success];
        if (expected) legal += 1;
        if (expected === found) agreed += 1;
        else {
          disagreements += 1;
          if ((shown += 1) <= 3) console.log(`${name}: JSON Schema says ${expected}, Zod says ${found}: ${JSON.stringify(value)} ${JSON.stringify(validate.errors)}`);
        }
      }
      console.log(`${name}: ${shown === 0 ? 'agree' : `${shown} disagreements`}`);
    }
  }
}
console.log(`${legal} of ${agreed + disagreements} values are legal`);
console.log(`${agreed} passed, ${disagreements} failed`);
process.exit(disagreements === 0 ? 0 : 1);
