/** The pipeline publishes what the chart pulls, and the documents name the same. */
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { registryOf } from '../../src/project/deployment/registry.js';
import { SHOP } from '../support/run.js';
import { projectOf, treeOf } from '../support/tree.js';

interface Job { readonly env: Readonly<Record<string, string>>; readonly permissions: Readonly<Record<string, string>>; readonly strategy: { readonly matrix: { readonly include: readonly { readonly image: string }[] } }; readonly steps: readonly { readonly with?: Readonly<Record<string, string>> }[] }

describe.each([
  ['nothing', '', 'registry.example.com/shop'],
  ['a repository on GitHub', 'repository: https://github.com/Acme/Shop.git\n', 'ghcr.io/acme/shop'],
  ['a repository elsewhere', 'repository: https://git.example.org/acme/shop\n', 'registry.example.com/shop'],
  ['the registry of production', 'repository: https://github.com/acme/shop\nenvironments: { dev: { registry: mirror.test/x }, prod: { registry: "reg.test:5000/team" } }\n', 'reg.test:5000/team'],
  ['the registry of another environment', 'environments: { staging: { registry: reg.test } }\n', 'reg.test'],
])('a spec that names %s', (_, more, registry) => {
  test(`publishes to ${registry} and says so everywhere`, async () => {
    const tree = await treeOf(await projectOf(SHOP + more));
    const { jobs } = parse(tree.get('.github/workflows/ci.yml') ?? '') as { jobs: { publish: Job } };
    const release = parse(tree.get('.github/workflows/release.yml') ?? '') as { jobs: { release: Job } };
    for (const job of [jobs.publish, release.jobs.release]) {
      expect(job.env['REGISTRY']).toBe(registry);
      const ghcr = registry.startsWith('ghcr.io/');
      expect(job.permissions['packages']).toBe(ghcr ? 'write' : undefined);
      expect(job.steps.flatMap(({ with: given }) => (given?.['registry'] === undefined ? [] : [[given['registry'], given['password']]]))).toEqual([
        [registry.split('/')[0], ghcr ? '${{ secrets.GITHUB_TOKEN }}' : '${{ secrets.REGISTRY_PASSWORD }}'],
      ]);
    }
    const published = jobs.publish.strategy.matrix.include.map(({ image }) => `${jobs.publish.env['REGISTRY']}/${image}`).toSorted();
    const base = parse(tree.get('chart/values.yaml') ?? '') as { image: { registry: string }; workloads: Record<string, { image: string }> };
    const own = parse(tree.get('chart/values-prod.yaml') ?? '') as Partial<typeof base>;
    expect(Object.values(base.workloads).map(({ image }) => `${own.image?.registry ?? base.image.registry}/${image}`).toSorted()).toEqual(published);
    expect(published).toHaveLength(2);
    for (const path of ['docs/pipeline.md', 'docs/runbooks/deploy.md']) for (const image of published) expect(tree.get(path), path).toContain(image);
    expect(tree.get('docs/operations/disaster-recovery.md')).toContain(`registry \`${registry}\``);
  });
});

test('an environment that pulls from elsewhere is said to need a mirror', async () => {
  const tree = await treeOf(await projectOf(`${SHOP}environments: { dev: { registry: mirror.test/x }, prod: { registry: reg.test/team } }\n`));
  expect(parse(tree.get('chart/values-dev.yaml') ?? '')).not.toHaveProperty('image');
  expect(parse(tree.get('chart/values.yaml') ?? '')).toHaveProperty('image.registry', 'mirror.test/x');
  expect(tree.get('docs/pipeline.md')).toContain('`dev` pulls from `mirror.test/x`, which has to mirror it.');
  expect(tree.get('docs/pipeline.md')).not.toContain('is nobody\'s');
});

test.each([
  'https://github.com/a/${{ b }}', 'https://github.com/a/b/c', 'https://github.com/a', 'https://github.com.evil.test/a/b', `https://github.com/a/${'b'.repeat(200)}`, 'https://github.com/a/-b', 'https://github.com/a/b?c', 'https://github.com/a/b`',
])('the address %s is no name of a registry', (repository) => {
  expect(registryOf({ name: 'shop', sections: {}, repository })).toEqual({ address: 'registry.example.com/shop', example: true });
});
