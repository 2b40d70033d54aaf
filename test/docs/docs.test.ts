import { describe, expect, it } from 'vitest';
import { SHOP } from '../support/run.js';
import { projectOf, treeOf } from '../support/tree.js';

describe('README', () => {
  it('starts with commands that exist and an address that answers', async () => {
    const tree = await treeOf(await projectOf(SHOP));
    const readme = tree.get('README.md') ?? '';
    expect(readme).toContain('make run SERVICE=catalog');
    expect(readme).toMatch(/curl -H "Authorization: Bearer \$\(make -s token\)" http:\/\/127\.0\.0\.1:8001\/api\/v1\/(products|categories)\n/);
    const makefiles = [...tree].filter(([path]) => path === 'Makefile' || /^make\/[\w-]+\.mk$/.test(path)).map(([, text]) => text);
    const targets = new Set([...makefiles.join('\n').matchAll(/^([a-z-]+):/gm)].map(([, name]) => name));
    for (const [, name] of readme.matchAll(/`make ([a-z-]+)/g)) expect(targets, name).toContain(name);
  });

  it('quotes the description code point for code point', async () => {
    const description = 'a ``` fence\n\n# heading {{x}} <!-- "quotes" \\ 😀 שלום\ttab';
    const readme = (await treeOf(await projectOf(`${SHOP}description: ${JSON.stringify(description)}\n`))).get('README.md');
    expect(readme).toContain(`\n${description}\n`);
  });

  it('links only to files that are there', async () => {
    const tree = await treeOf(await projectOf(SHOP));
    const folders = new Set([...tree.keys()].flatMap((path) => path.split('/').map((_, i, parts) => parts.slice(0, i).join('/'))));
    for (const [path, text] of tree) {
      if (!/^(README|CONTRIBUTING|CHANGELOG|docs\/.*)\.?m?d?$/.test(path) || !path.endsWith('.md')) continue;
      for (const [, link = ''] of text.matchAll(/\]\(([^)#]+)\)/g)) {
        if (/^https?:/.test(link)) continue;
        const target = new URL(link, `file:///${path}`).pathname.slice(1).replace(/\/$/, '');
        expect(tree.has(target) || folders.has(target), `${path} -> ${link}`).toBe(true);
      }
    }
  });
});

it('leads from the README to every document, and lists none twice', async () => {
  const tree = await treeOf(await projectOf(SHOP));
  const reached = new Set(['README.md']);
  for (const path of reached) {
    for (const [, link = ''] of (tree.get(path) ?? '').matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g)) {
      if (/^https?:|^mailto:/.test(link)) continue;
      const target = new URL(link, `file:///${path}`).pathname.slice(1);
      if (target.endsWith('.md') && tree.has(target)) reached.add(target);
    }
  }
  // The folder is the list of decisions: a new one changes no file.
  const documents = [...tree.keys()].filter((path) => path.endsWith('.md') && !/^\.github\/|^docs\/adr\/\d/.test(path));
  expect(documents.filter((path) => !reached.has(path))).toEqual([]);
  const listed = [...(tree.get('docs/README.md') ?? '').matchAll(/^\| \[[^\]]+\]\(([^)]+)\)/gm)].map(([, path]) => path);
  expect(listed.length).toBeGreaterThan(15);
  expect(new Set(listed).size).toBe(listed.length);
});

describe('CHANGELOG', () => {
  it('begins with the version and the date of the spec', async () => {
    const text = (await treeOf(await projectOf(`${SHOP}version: 1.2.3\ncreated: 2026-01-02\n`))).get('CHANGELOG.md');
    expect(text).toContain('## [1.2.3] - 2026-01-02');
  });
});

describe('what a service stores', () => {
  it('names the basis and the retention of personal data', async () => {
    const text = SHOP.replace('name: string,', 'name: string, mail: { type: string, pii: { basis: consent, retention: P90D } }, phone: { type: string, pii: true },');
    const page = (await treeOf(await projectOf(text))).get('docs/data/catalog.md') ?? '';
    expect(page).toMatch(/^\| `mail` .* \| consent, kept for P90D \|$/m);
    expect(page).toMatch(/^\| `phone` .* \| contract, kept for P2Y \|$/m);
    expect(page).toMatch(/^\| `name` .* \| no \|$/m);
  });
});

describe('guides', () => {
  it('name only addresses that a service answers', async () => {
    const tree = await treeOf(await projectOf(SHOP));
    expect(tree.get('docs/onboarding.md')).toContain('`/openapi.json`');
    expect(tree.get('docs/onboarding.md')).not.toContain('`/docs`');
  });

  it('lead to the first change by the page that shows it, and say how many approve it', async () => {
    const guide = async (spec: string): Promise<string> => (await treeOf(await projectOf(spec))).get('docs/onboarding.md') ?? '';
    const text = await guide(SHOP);
    expect(text).toContain('has a page of `Product`');
    expect(text).toContain('It needs two approvals: `specwright.yaml` is a [critical path]');
    expect(text).toContain('git config core.hooksPath make/hooks');
    expect(text).toContain('*Unreleased* in `CHANGELOG.md`');
    expect(await guide(`${SHOP}web: false\n`)).toContain('`make openapi SERVICE=catalog`');
    expect(await guide(`${SHOP}delivery: { critical_paths: ["libs/**"] }\n`)).toContain('It needs one approval, two when it touches');
  });

  it('say which version of Specwright generates the repository', async () => {
    expect((await treeOf(await projectOf(SHOP))).get('CONTRIBUTING.md')).toContain('`.specwright/lock` names the version');
  });
});
