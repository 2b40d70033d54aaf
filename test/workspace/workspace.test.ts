import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { makeFiles } from '../../generators/workspace/make.js';
import { ROOT } from '../support/assets.js';
import { SHOP } from '../support/run.js';
import { projectOf, treeOf } from '../support/tree.js';

const TEMPLATES = join(ROOT, 'templates/workspace');
const file = (path: string): string => readFileSync(join(TEMPLATES, path), 'utf8');
let tree: ReadonlyMap<string, string>;
beforeAll(async () => {
  tree = await treeOf(await projectOf(SHOP));
});

describe('the root of a repository', () => {
  it('has every target of the contract', () => {
    const targets = [...(tree.get('Makefile') ?? '').matchAll(/^([a-z-]+):.*## /gm)].map(([, name]) => name);
    expect(targets).toEqual(expect.arrayContaining([
      'setup', 'dev', 'run', 'token', 'openapi', 'migrate', 'seed', 'reset', 'lint', 'security-deps', 'test-unit', 'build',
      'test-integration', 'test-contract', 'image', 'publish', 'ci', 'test', 'help',
    ]));
  });

  it('copies every script and every step of its template folder', () => {
    const planned = makeFiles([]).map(({ path }) => path).filter((path) => path.startsWith('make/'));
    const found = readdirSync(join(TEMPLATES, 'make'), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(TEMPLATES.length + 1).replaceAll('\\', '/'));
    expect(planned.toSorted()).toEqual(found.toSorted());
  });

  it('turns a sent step into a script of its stage', () => {
    const step = makeFiles([{ target: 'lint', name: 'charts', run: 'helm lint charts/*' }]).at(-1);
    expect(step).toMatchObject({ path: 'make/stages/lint/50-charts.sh', executable: true });
  });

  it('makes secrets locally: none is in the example', () => {
    const example = tree.get('.env.example') ?? '';
    expect(example).toContain('DATABASE_PASSWORD=<generated>');
    expect(example).toMatch(/^OIDC_AUDIENCE=shop$/m);
    expect(tree.get('.gitignore')).toMatch(/^\.env$/m);
  });

  it('leaves documents that people brought out of yamllint', async () => {
    const openapi = 'openapi: 3.1.0\ninfo: { title: T, version: "1" }\npaths: {}\n';
    const text = SHOP.replace(/services:[^]*/, 'services:\n  trips:\n    openapi: specs/openapi/trips.yaml\n');
    const brought = await treeOf(await projectOf(text, { 'specs/openapi/trips.yaml': openapi }));
    expect(brought.get('.yamllint.yaml')).toContain('/specs/openapi/trips.yaml');
  });
});

describe('the licence', () => {
  it.each([
    ['proprietary', 'All rights reserved'],
    ['MIT', 'MIT License'],
    ['Apache-2.0', 'SPDX-License-Identifier: Apache-2.0'],
  ])('%s is written out', async (licence, words) => {
    const text = (await treeOf(await projectOf(`${SHOP}licence: ${licence}\n`))).get('LICENSE');
    expect(text).toContain(words);
    expect(text).toMatch(/Copyright \(c\) \d{4} team-shop/);
  });
});

describe('the locks', () => {
  it.each(['runtime.txt', 'dev.txt', 'uv.txt'])('%s pins every package with a digest and names no registry', (name) => {
    const text = file(`requirements/${name}`);
    const entries = text.split(/\n(?=\S)/).filter((entry) => entry.trim() !== '');
    expect(entries.length).toBeGreaterThan(0);
    for (const entry of entries) expect(entry).toMatch(/^[a-z0-9._-]+(\[[a-z,]+\])?==\S+[^]*--hash=sha256:[0-9a-f]{64}/);
    expect(text).not.toMatch(/https?:|--index|--find-links/);
  });

  it('has one place for the ranges of what services share, and one Python for people and images', () => {
    const service = tree.get('services/catalog/pyproject.toml') ?? '';
    expect(service).toMatch(/^ {2}"sqlalchemy",$/m);
    expect(service).not.toMatch(/^ {2}"[a-z-]+[><~]/m);
    expect(tree.get('libs/servicekit/pyproject.toml')).toMatch(/^ {2}"fastapi>=[\d.]+,<0\.\d+",$/m);
    const images = [...(tree.get('services/catalog/Dockerfile') ?? '').matchAll(/^FROM python:(\d+\.\d+)/gm)].map(([, version]) => version);
    expect(new Set(images)).toEqual(new Set([(tree.get('.python-version') ?? '').trim()]));
  });

  it('the development lock holds every package of the runtime lock, at the same version', () => {
    const pins = (name: string): string[] => file(`requirements/${name}`).match(/^[a-z0-9._-]+==[^ ;\\]+/gm) ?? [];
    expect(pins('dev.txt')).toEqual(expect.arrayContaining(pins('runtime.txt')));
  });

  it('the Node lock holds digests and no addresses', () => {
    const packages = Object.entries(JSON.parse(file('package-lock.json')).packages as Record<string, { integrity?: string; resolved?: string }>);
    expect(packages.length).toBeGreaterThan(10);
    for (const [path, { integrity, resolved }] of packages) {
      expect(resolved, path).toBeUndefined();
      if (path !== '') expect(integrity, path).toMatch(/^sha512-/);
    }
  });
});

describe.skipIf(process.platform === 'win32')('a stage', () => {
  const stages = (steps: string, ...env: string[]): { code: number; out: string } => {
    const script = `set -e; cd "$(mktemp -d)"; cp -R '${TEMPLATES}/make' .; rm -rf make/stages; mkdir -p make/stages/one make/stages/two; ${steps}
code=0; env ${env.join(' ')} bash make/stage.sh \${@:-one two} || code=$?; rm -rf "$PWD"; exit $code`;
    try {
      return { code: 0, out: execFileSync('bash', ['-c', script], { encoding: 'utf8', stdio: 'pipe' }) };
    } catch (error) {
      const { status, stdout } = error as { status: number; stdout: string };
      return { code: status, out: stdout };
    }
  };
  const PASS = 'echo "exit 0" > make/stages/two/10-fine.sh';
  const SKIP = `echo '. make/lib.sh; skip "no such tool"' > make/stages/one/10-tool.sh; ${PASS}`;

  it('passes when every step passes', () => {
    const { code, out } = stages(`echo "exit 0" > make/stages/one/10-a.sh; ${PASS}`, 'CI=true');
    expect(code).toBe(0);
    expect(out).toMatch(/^one +passed$/m);
  });

  it('is skipped by name, never passed, when a tool is missing', () => {
    const { code, out } = stages(SKIP, 'CI=');
    expect(code).toBe(0);
    expect(out).toMatch(/^one +skipped: tool$/m);
    expect(out).toMatch(/^two +passed$/m);
  });

  it('is an error under CI=true when a tool is missing, and the last one that runs', () => {
    const { code, out } = stages(SKIP, 'CI=true');
    expect(code).toBe(1);
    expect(out).not.toMatch(/^two /m);
  });

  it('publishes only what passed every stage before, wherever it runs', () => {
    const publish = 'mkdir make/stages/publish; echo "echo pushed" > make/stages/publish/10-push.sh';
    const run = (steps: string): string => stages(`${steps}; ${publish}; set -- one two publish`, 'CI=').out;
    expect(run(`echo "exit 0" > make/stages/one/10-a.sh; ${PASS}`)).toMatch(/^pushed$/m);
    const refused = run(SKIP);
    expect(refused).not.toContain('pushed');
    expect(refused).toMatch(/^publish +skipped: nothing is published, these stages did not pass: one$/m);
  });

  it('runs every step and stops before the next stage when one failed', () => {
    const { code, out } = stages(`echo "exit 3" > make/stages/one/10-a.sh; echo "echo second ran" > make/stages/one/20-b.sh; ${PASS}`, 'CI=');
    expect(code).toBe(1);
    expect(out).toContain('second ran');
    expect(out).toMatch(/^one +failed: a$/m);
    expect(out).not.toMatch(/^two /m);
  });
});

describe.skipIf(process.platform === 'win32')('the scripts', () => {
  /** Runs a script in a folder that has make/ and localdev's sources, and a Python where `make setup` puts it. */
  const run = (script: string): { code: number; out: string } => {
    const setUp = `set -e; cd "$(mktemp -d)"; trap 'rm -rf "$PWD"' EXIT; cp -R '${TEMPLATES}/make' .
mkdir -p .venv/bin tools/localdev; ln -s "$(command -v python3)" .venv/bin/python; ln -s '${join(ROOT, 'templates/localdev/src')}' tools/localdev/src`;
    try {
      return { code: 0, out: execFileSync('bash', ['-c', `${setUp}\n${script}`], { encoding: 'utf8', stdio: 'pipe', env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' } }) };
    } catch (error) {
      const { status, stdout, stderr } = error as { status: number; stdout: string; stderr: string };
      return { code: status, out: stdout + stderr };
    }
  };

  it('read .env as localdev does', () => {
    const lines = ['A=1', "export B='two words'", '  C = "x=y"  ', "D='it", 'E=first', 'E=second', 'F=', "G='{\"k\":\"v\"}'", 'AA=no', 'H=a#b'];
    const script = `cat > .env <<'END'\n${lines.join('\n')}\nEND
. make/lib.sh
for name in A B C D E F G H Z; do printf '%s=[%s]\\n' "$name" "$(setting "$name")"; done
PYTHONPATH=tools/localdev/src python3 -c 'from localdev import dotenv
from pathlib import Path
values = dotenv.read(Path(".env"))
for name in "ABCDEFGHZ":
    print(f"{name}=[{values.get(name, str())}]")'
B=environment; export B; setting B`;
    const out = run(script).out.split('\n');
    expect(out.slice(0, 9)).toEqual(out.slice(9, 18));
    expect(out.slice(0, 3)).toEqual(['A=[1]', 'B=[two words]', 'C=[x=y]']);
    expect(out[18]).toBe('environment');
  });

  it('skip the judgement of coverage, by name, when a kind of tests was not run', () => {
    const { code, out } = run('mkdir -p .local/coverage; touch .local/coverage/contract.ran; bash make/stages/test-contract/90-coverage.sh');
    expect(code).toBe(75);
    expect(out).toContain('not run here: unit integration tests');
  });

  it('judge coverage once every kind was run, and fail below 80 %', () => {
    const judge = (code: number): string => `mkdir -p .local/coverage libs/kit bin; touch libs/kit/pyproject.toml .local/coverage/{unit,integration,contract}.ran
printf '#!/bin/sh\ntest "$1" != report || exit ${String(code)}\n' > bin/coverage; chmod +x bin/coverage
PATH="$PWD/bin:$PATH" bash make/stages/test-contract/90-coverage.sh`;
    expect(run(judge(0)).code).toBe(0);
    expect(run(judge(2)).code).toBe(1);
  });

  /** A service with a unit test, and programs that say how they were called. */
  const SERVICE = `mkdir -p services/shop/tests/unit services/other/tests/unit bin; touch services/{shop,other}/{pyproject.toml,tests/unit/test_a.py}
for name in python coverage; do printf '#!/bin/sh\\necho %s; for word in "$@"; do echo "<$word>"; done\\nexit \${CODE:-0}\\n' $name > bin/$name; chmod +x bin/$name; done; PATH="$PWD/bin:$PATH"`;

  it('run the tests of one service, or some of them, without measuring', () => {
    const { code, out } = run(`${SERVICE}; SERVICE=shop ARGS="-x -k 'a and not b'" bash make/pytest.sh unit; ls .local/coverage 2>&1 || true`);
    expect(code).toBe(0);
    expect(out).toMatch(/^python$/m);
    expect(out).toContain('<-x>\n<-k>\n<a and not b>\n<services/shop/tests/unit>\n');
    expect(out).not.toMatch(/coverage\n|services\/other|unit\.ran/);
    expect(run(`${SERVICE}; bash make/pytest.sh unit; ls .local/coverage`).out).toMatch(/^coverage$[^]*^unit\.ran$/m);
  });

  it('say so when a narrowed run finds no test, or no service', () => {
    expect(run(`${SERVICE}; CODE=5 ARGS='-k none' bash make/pytest.sh unit`)).toMatchObject({ code: 1, out: expect.stringContaining('no unit test was chosen by ARGS=-k none') });
    expect(run(`${SERVICE}; SERVICE=shopp bash make/pytest.sh unit`)).toMatchObject({ code: 2, out: expect.stringContaining('there is no service shopp; services here: other shop') });
    expect(run('ARGS=-x bash make/stages/test-contract/90-coverage.sh')).toMatchObject({ code: 75, out: expect.stringContaining('ARGS=-x runs some of the tests only') });
  });

  /** An engine that says how it was called and shows the secrets it was given. */
  const ENGINE = (name: string, more = ''): string => `mkdir bin; cat > bin/${name} <<'END'
#!/bin/bash
${more}
printf '%s\\n' "$@"
for word in "$@"; do case $word in id=*) cat "\${word##*src=}" ;; esac; done
END
chmod +x bin/${name}; PATH="$PWD/bin:$PATH"; . make/lib.sh; . make/containers.sh`;
  const INDEX = 'export PIP_INDEX_URL=https://me:secret@pypi.test/simple HTTPS_PROXY=http://proxy.test:3128';

  it('build images behind the same index, proxy and certificates, and keep them out', () => {
    const { code, out } = run(`${ENGINE('podman')}; ${INDEX}; echo CERTIFICATE > ca.pem; export SSL_CERT_FILE=$PWD/ca.pem NPM_CONFIG_REGISTRY=https://npm.test/; build_image podman Dockerfile shop:1`);
    expect(code).toBe(0);
    expect(out).toContain('--build-arg\nHTTPS_PROXY=http://proxy.test:3128\n');
    expect(out).toContain('[global]\nindex-url = https://me:secret@pypi.test/simple\n');
    expect(out).toContain('cert = /run/secrets/certificates\n');
    expect(out).toContain('registry=https://npm.test/\ncafile=/run/secrets/certificates\nCERTIFICATE\n');
    expect(out.split('\n').filter((line) => line.includes('secret@'))).toEqual(['index-url = https://me:secret@pypi.test/simple']);
  });

  it('refuse, by name, an engine that would keep them in the image', () => {
    const { code, out } = run(`${ENGINE('docker', 'test "$1" != buildx || exit 1')}; ${INDEX}; build_image docker Dockerfile shop:1`);
    expect(code).toBe(1);
    expect(out).toContain('docker without buildx keeps no build secrets');
    expect(out).not.toContain('secret@');
  });

  it('publish no checkout with changes', () => {
    const git = 'git init -q; git config user.email a@b.test; git config user.name a; git add make; git commit -qm a';
    const { code, out } = run(`${ENGINE('podman')}; ${git}; touch changed; REGISTRY=registry.test bash make/stages/publish/10-containers.sh`);
    expect(code).toBe(1);
    expect(out).toMatch(/publish: sha-[0-9a-f]{12}-dirty names no commit/);
    expect(out).not.toContain('push\n');
  });

  it.each([
    ['', []],
    ['upgrade ""', ['--upgrade']],
    ['upgrade idna', ['--upgrade-package', 'idna']],
  ])('lock what is asked for: lock.sh %s', (mode, newest) => {
    const uv = `printf '#!/bin/sh\\nfor word in "$@"; do echo "<$word>"; done\\n' > .venv/bin/uv; chmod +x .venv/bin/uv; mkdir requirements bin; printf '#!/bin/sh\\necho npm "$@"\\n' > bin/npm; chmod +x bin/npm`;
    const { code, out } = run(`${uv}; PATH="$PWD/bin:$PATH" bash make/lock.sh ${mode}`);
    expect(code).toBe(0);
    expect(out).toContain('<../libs/servicekit/pyproject.toml>\n<runtime.in>\n');
    expect([...out.matchAll(/^<(--upgrade.*|idna)>$/gm)].map(([, word]) => word)).toEqual([...newest, ...newest, ...newest]);
    expect(out).toContain(mode === '' ? 'npm install --package-lock-only' : 'npm update');
  });

  it('forget what was measured before, when unit tests start', () => {
    const { out } = run('mkdir -p .local/coverage; touch .local/coverage/{gone.unit.data,contract.ran}; bash make/pytest.sh unit; ls .local/coverage');
    expect(out).toBe('there are no unit tests\nunit.ran\n');
  });
});
