import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ROOT } from '../support/assets.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'specwright-ci-'));
  for (const name of ['workspace', 'ci']) cpSync(join(ROOT, 'templates', name, 'make'), join(folder, 'make'), { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(path: string, content: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), content);
}

/** A program of that name, first on the PATH. */
function program(name: string, script: string): void {
  write(`bin/${name}`, `#!/usr/bin/env bash\n${script}`);
  chmodSync(join(folder, 'bin', name), 0o755);
}

function bash(script: string, env: NodeJS.ProcessEnv = {}): { code: number; out: string } {
  try {
    const PATH = `${join(folder, 'bin')}:${process.env.PATH}`;
    return { code: 0, out: execFileSync('bash', ['-c', `exec 2>&1; ${script}`], { cwd: folder, encoding: 'utf8', env: { ...process.env, PATH, HOME: folder, ...env } }) };
  } catch (error) {
    const { status, stdout } = error as { status: number; stdout: string };
    return { code: status, out: stdout };
  }
}

const git = (script: string): { code: number; out: string } => bash(`set -e; git config --global user.name t; git config --global user.email t@t.test; git config --global init.defaultBranch main; ${script}`);
const commit = (message: string): string => `git commit -q --allow-empty -m '${message}'`;

describe.skipIf(process.platform === 'win32')('the scripts of the pipeline', () => {
  it.each([
    ['feat(catalog): filter products', 0], ['fix!: a break', 0], ['chore(deps): update x to v2', 0], ['feat: filter "$(touch owned)" `id`', 0],
    ['Filter products', 1], ['feat:no space', 1], ['feat: ', 1], ['feat: ends with a dot.', 1], ['wip: x', 1], [`feat: ${'x'.repeat(100)}`, 1], ['', 1],
  ])('a title is a Conventional Commit: %s', (TITLE, code) => {
    expect(bash('bash make/commits.sh title', { TITLE }).code).toBe(code);
    expect(bash('test ! -e owned').code).toBe(0);
  });

  it.each([['feature/x', 0], ['hotfix/a-b.c', 0], ['feature/renovate-node-24', 0], ['x', 1], ['feature/$(id)', 1], ['feature/', 1]])('a branch is named by its purpose: %s', (BRANCH, code) => {
    expect(bash('bash make/commits.sh branch', { BRANCH }).code).toBe(code);
  });

  it('messages of commits are read as a range, and while they are written', () => {
    git(`git init -q; ${commit('feat: a')}; ${commit('docs: b')}; ${commit('oops')}`);
    expect(bash('bash make/commits.sh range', { RANGE: 'HEAD~2..HEAD~1' })).toMatchObject({ code: 0, out: '1 commits: fine\n' });
    expect(bash('bash make/commits.sh range', { RANGE: 'HEAD~2..HEAD' })).toMatchObject({ code: 1, out: expect.stringContaining('oops') });
    expect(bash('bash make/commits.sh range', { RANGE: 'HEAD..HEAD' }).code).toBe(1);
    write('message', '# a comment\nfix: c\n');
    expect(bash('bash make/commits.sh message message').code).toBe(0);
  });

  it.each([['success success', 0], ['success skipped', 1], ['success failure success', 1], ['cancelled', 1], ['', 1]])('the one check wants every outcome to be success: %s', (OUTCOMES, code) => {
    expect(bash('bash make/outcomes.sh', { OUTCOMES }).code).toBe(code);
  });

  describe('approvals', () => {
    const REVIEWS = 'anna\\tAPPROVED\\tnew\\nben\\tAPPROVED\\tnew\\nauthor\\tAPPROVED\\tnew\\ncara\\tAPPROVED\\told\\n';
    const gh = (reviews: string, files: string): void => program('gh', `case "$*" in
  *'.head.sha'*) echo new ;;
  *'.user.login'*'/reviews'* | *reviews*) printf '${reviews}' ;;
  *files*) printf '${files}' ;;
  *collaborators/anna/permission*) echo admin ;;
  *collaborators/ben/permission*) echo write ;;
  *collaborators/dora/permission*) echo read ;;
  *collaborators*) echo 'Not Found' >&2; exit 1 ;;
  *) echo author ;;
esac`);
    const count = (): { code: number; out: string } => bash('bash make/approvals.sh', { GITHUB_REPOSITORY: 'o/r', PULL_REQUEST: '7' });
    beforeEach(() => write('.github/critical-paths.txt', '# words\n.github/**\n**/migrations/**\n*.in\n'));

    it.each([
      ['two for a critical path', REVIEWS, 'services/a/migrations/x.py\\n', 0, '2 of 2'],
      ['one is too few for it', 'anna\\tAPPROVED\\tnew\\n', 'migrations/x.py\\n', 1, '1 of 2'],
      ['one for everything else', 'anna\\tAPPROVED\\tnew\\n', 'docs/github/x.md\\nrequirements/dev.in\\n', 0, '1 of 1'],
      ['none of an old commit, none taken back', 'anna\\tAPPROVED\\told\\nben\\tAPPROVED\\tnew\\nben\\tCHANGES_REQUESTED\\tnew\\n', 'a\\n', 1, '0 of 1'],
      ['none of somebody who may only read', 'anna\\tAPPROVED\\tnew\\ndora\\tAPPROVED\\tnew\\n', 'migrations/x.py\\n', 1, '1 of 2'],
      ['none of somebody whom nobody knows', 'zoe\\tAPPROVED\\tnew\\n', 'a\\n', 1, '0 of 1'],
      ['none at all', '', 'a\\n', 1, '0 of 1'],
      ['none of the author', 'author\\tAPPROVED\\tnew\\n', 'a\\n', 1, '0 of 1'],
    ])('%s', (_, reviews, files, code, words) => {
      gh(reviews, files);
      expect(count()).toMatchObject({ code, out: expect.stringContaining(words) });
    });
  });

  it('branch rules are made, or replaced where they are there', () => {
    for (const name of ['main', 'tags']) write(`.github/rulesets/${name}.json`, `{\n  "name": "${name}",\n  "x": 1\n}\n`);
    program('gh', `echo "$*" >> '${folder}/calls'; case "$*" in *--paginate*) printf '12\\tmain\\n' ;; esac`);
    expect(bash('bash make/branch-rules.sh', { GITHUB_REPOSITORY: 'o/r' }).code).toBe(0);
    const calls = readFileSync(join(folder, 'calls'), 'utf8');
    expect(calls).toContain('-X PUT repos/o/r/rulesets/12 --input .github/rulesets/main.json');
    expect(calls).toContain('-X POST repos/o/r/rulesets --input .github/rulesets/tags.json');
    rmSync(join(folder, 'calls'));
    expect(bash('bash make/branch-rules.sh', { GITHUB_REPOSITORY: 'o/r', DRY_RUN: '1' }).out).toContain('PUT repos/o/r/rulesets/12');
    expect(readFileSync(join(folder, 'calls'), 'utf8')).not.toContain('-X');
  });

  it('advisories come as the archives of two ecosystems, from wherever they are kept', () => {
    for (const ecosystem of ['PyPI', 'npm']) write(`mirror/${ecosystem}/all.zip`, ecosystem);
    expect(bash('bash make/advisories.sh', { ADVISORY_SOURCE: `file://${folder}/mirror`, ADVISORY_DB: 'db' }).code).toBe(0);
    expect(readFileSync(join(folder, 'db/npm.zip'), 'utf8')).toBe('npm');
    expect(bash('bash make/advisories.sh', { ADVISORY_SOURCE: `file://${folder}/nowhere`, ADVISORY_DB: 'db2' }).code).not.toBe(0);
    expect(bash('ls db2/*.zip').code).not.toBe(0);
  });

  describe('a release', () => {
    const CHANGELOG = '# Changelog\n\nWords.\n\n## [Unreleased]\n\n## [1.0.0] - 2026-01-01\n\n### Added\n\n- First.\n';
    const released = (...messages: string[]): void => {
      write('CHANGELOG.md', CHANGELOG);
      git(`git init -q; git add -A; ${commit('feat: first')}; git tag v1.0.0; ${messages.map(commit).join('; ')}`);
    };

    it.each([
      [['fix: a'], '1.0.1'], [['fix: a', 'feat(x): b'], '1.1.0'], [['feat: a', 'fix(x)!: b'], '2.0.0'], [['docs: a\n\nBREAKING CHANGE: b'], '2.0.0'],
    ])('%j asks for the next version %s', (messages, version) => {
      released(...messages);
      expect(bash('bash make/release.sh next').out).toBe(`${version}\n`);
    });

    it('has a section in the changelog, from the commits where nobody wrote one', () => {
      released('fix(a): mend it', 'feat: give it', 'chore: hide it');
      expect(bash('bash make/release.sh changelog').code).toBe(0);
      const text = readFileSync(join(folder, 'CHANGELOG.md'), 'utf8');
      expect(text).toMatch(/^## \[Unreleased\]\n\n## \[1\.1\.0\] - \d{4}-\d\d-\d\d\n\n### Added\n\n- give it\n\n### Fixed\n\n- mend it\n\n## \[1\.0\.0\] - 2026-01-01\n\n### Added\n\n- First\.\n$/m);
      expect(bash('bash make/release.sh changelog', { VERSION: '1.1.0' })).toMatchObject({ code: 1, out: expect.stringContaining('has a section 1.1.0') });
    });

    it('keeps what people wrote under Unreleased', () => {
      released('chore: nothing');
      write('CHANGELOG.md', CHANGELOG.replace('## [Unreleased]\n', '## [Unreleased]\n\n### Changed\n\n- `a & b` \\1 $x.\n'));
      expect(bash('bash make/release.sh changelog', { VERSION: 'v3.0.0' }).code).toBe(0);
      expect(readFileSync(join(folder, 'CHANGELOG.md'), 'utf8')).toMatch(/## \[Unreleased\]\n\n## \[3\.0\.0\] - [^\n]+\n\n### Changed\n\n- `a & b` \\1 \$x\.\n\n## \[1\.0\.0\]/);
    });

    it.each(['x', '1.2', '1.2.3; id'])('refuses the version %s', (VERSION) => {
      released('fix: a');
      expect(bash('bash make/release.sh changelog', { VERSION }).code).toBe(1);
    });
  });

  describe('the images of a release', () => {
    const SIGNED = `sha256:${'a'.repeat(64)}`;
    const OTHER = `sha256:${'b'.repeat(64)}`;
    /** A registry is a folder with one file for each tag, which holds its digest. */
    const published = (sha: string | null, tagged: string | null, added = SIGNED): { code: number; out: string } => {
      write('CHANGELOG.md', '# Changelog\n\n## [1.2.3] - 2026-01-01\n\n- Words.\n');
      write('tools/localdev/project.toml', 'name = "shop"\n');
      write('services/a/Dockerfile', 'FROM scratch\n');
      write('.gitignore', 'bin\nregistry\ndist\n.gitconfig\n');
      git(`git init -q; git add -A; ${commit('feat: first')}`);
      const tag = bash('git rev-parse --short=12 HEAD').out.trim();
      if (sha !== null) write(`registry/shop-a:sha-${tag}`, `${sha}\n`);
      if (tagged !== null) write('registry/shop-a:v1.2.3', `${tagged}\n`);
      program('cosign', `echo "$*" >> '${folder}/dist/cosign'`);
      program('docker', `for last in "$@"; do :; done
case "$*" in
  *inspect*) cat "registry/\${last##*/}" 2>/dev/null || { echo "ERROR: $last: not found" >&2; exit 1; } ;;
  *'create --prefer-index=false --tag r.test/shop-a:v1.2.3 r.test/shop-a@'*) mkdir -p registry; echo ${added} > registry/shop-a:v1.2.3 ;;
  *) echo "what is $*" >&2; exit 2 ;;
esac`);
      return bash('bash make/release.sh publish', { VERSION: 'v1.2.3', REGISTRY: 'R.test', MAIN: 'main', SIGNER: 's', GH_TOKEN: '' });
    };
    const version = (): string => bash('cat registry/shop-a:v1.2.3').out.trim();

    it.each([['for the first time', null], ['again', SIGNED]])('get the version under the digest that was signed, %s', (_, tagged) => {
      expect(published(SIGNED, tagged)).toMatchObject({ code: 0, out: expect.stringContaining(`r.test/shop-a@${SIGNED} is v1.2.3`) });
      expect(version()).toBe(SIGNED);
      expect(readFileSync(join(folder, 'dist/cosign'), 'utf8')).toContain(`r.test/shop-a@${SIGNED}`);
    });

    it('keep a version that another image has', () => {
      expect(published(SIGNED, OTHER)).toMatchObject({ code: 1, out: expect.stringContaining(`shop-a:v1.2.3 is ${OTHER}, not ${SIGNED}`) });
      expect(version()).toBe(OTHER);
    });

    it('are not released under another digest than the signed one', () => {
      expect(published(SIGNED, null, OTHER)).toMatchObject({ code: 1, out: expect.stringContaining(`not ${SIGNED}, which was signed`) });
    });

    it('have to be there', () => {
      expect(published(null, null)).toMatchObject({ code: 1, out: expect.stringContaining('main has not published this commit') });
    });
  });

  describe('what is published', () => {
    /** An engine whose registry has the image ID in the file `there`; `local` is what was built. */
    const publish = (there: string): { code: number; out: string } => {
      write('tools/localdev/project.toml', 'name = "shop"\n');
      write('services/a/Dockerfile', 'FROM scratch\n');
      write('.gitignore', 'bin\ndist\npushed\n.gitconfig\n');
      git(`git init -q; git add -A; ${commit('feat: first')}`);
      program('podman', `case "$*" in
  pull*) ${there} ;;
  *inspect*r.test*) echo other ;;
  *inspect*) echo built ;;
  push*) echo yes > pushed; while [ $# -gt 1 ]; do if [ "$1" = --digestfile ]; then echo sha256:1 > "$2"; fi; shift; done ;;
esac`);
      program('docker', 'exit 1');
      return bash('bash make/stages/publish/10-containers.sh', { REGISTRY: 'r.test' });
    };
    const pushed = (): boolean => bash('test -e pushed').code === 0;

    it('is new to the registry', () => {
      expect(publish('echo "Error: manifest unknown" >&2; exit 125')).toMatchObject({ code: 0 });
      expect(pushed()).toBe(true);
    });

    it.each([
      ['a tag that another image has', 'echo pulled', 'is another image already'],
      ['a tag that the registry says nothing about', 'echo "connection refused" >&2; exit 125', 'connection refused'],
    ])('does not replace %s', (_, there, words) => {
      expect(publish(there)).toMatchObject({ code: 1, out: expect.stringContaining(words) });
      expect(pushed()).toBe(false);
    });
  });

  describe('a stage', () => {
    const stage = (env: NodeJS.ProcessEnv): string => bash('rm -rf make/stages; mkdir -p make/stages/one; for n in 10-a 50-web 51-web-x; do echo "exit 0" > make/stages/one/$n.sh; done; bash make/stage.sh one', env).out;
    it.each([['', 'a web web-x'], ['!web* !a', ''], ['!web-x !a', 'web'], ['web* !web-x', 'web'], ['web*', 'web web-x'], ['!web*', 'a'], ['web', 'web'], ['a web-x', 'a web-x'], ['none', '']])('runs the steps that STEPS=%s names', (STEPS, ran) => {
      const out = stage({ STEPS });
      expect([...out.matchAll(/^── one\/(\S+): passed/gm)].map(([, name]) => name).join(' ')).toBe(ran);
      expect(out).toMatch(/^times: one \d+ s; \d+ s together$/m);
      if (ran === '') expect(out).toContain(`skipped: the stage has no steps that match ${STEPS}\n`);
    });
  });
});
