/**
 * Stand-ins for the base images that generated Dockerfiles name, where no container registry can be reached:
 * a minimal Debian root file system with this machine's CPython of the same minor version, or with the Node of the
 * same version that npm serves. They prove that a Dockerfile builds and that the image runs confined; they prove
 * nothing about the real base image's packages, and nothing about Alpine's C library.
 */
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { cache } from '../harness/checkout.js';
import { MissingTool } from '../harness/checks.js';
import { run } from '../harness/process.js';
import { which } from './install.js';

const rootPackages = [
  'ca-certificates', 'libssl3', 'libsqlite3-0', 'libffi8', 'libreadline8', 'libbz2-1.0', 'liblzma5', 'zlib1g',
  'libncursesw6', 'libuuid1', 'libexpat1', 'tzdata', 'netbase',
];

/** Settings for podman on a machine with few capabilities: runc, no network of its own, modest limits. */
export const containersConf = `[containers]
default_ulimits = ["nofile=1024:1024", "nproc=4096:4096"]
netns = "host"
log_driver = "k8s-file"
[engine]
cgroup_manager = "cgroupfs"
events_logger = "file"
runtime = "runc"
`;

async function must(command: readonly string[], env: NodeJS.ProcessEnv): Promise<string> {
  const finished = await run(command, { env, timeout: 600 });
  if (finished.code !== 0) throw new MissingTool('stand-in base image', finished.output.trim().slice(-600));
  return finished.stdout.trim();
}

async function debianRoot(env: NodeJS.ProcessEnv): Promise<string> {
  const archive = join(cache, 'images/debian-root.tar');
  if (existsSync(archive)) return archive;
  mkdirSync(join(cache, 'images'), { recursive: true });
  const exclude = ['doc', 'man', 'locale'].map((name) => `--dpkgopt=path-exclude=/usr/share/${name}/*`);
  const part = `${archive}.part.tar`;
  await must([
    'mmdebstrap', '--quiet', '--mode=root', '--variant=apt', `--include=${rootPackages.join(',')}`, ...exclude,
    'bookworm', part,
  ], env);
  await must(['mv', part, archive], env);
  return archive;
}

/** The prefix of this machine's CPython of that minor version. */
async function pythonPrefix(minor: string): Promise<string> {
  const candidates = [`python${minor}`, 'python3'];
  const pyenv = (await which('pyenv')) === null ? null : (await run(['pyenv', 'prefix', minor])).stdout.trim();
  if (pyenv) candidates.unshift(join(pyenv, 'bin/python3'));
  for (const python of candidates) {
    const script = 'import sys; print("%d.%d" % sys.version_info[:2], sys.base_prefix)';
    const { code, stdout } = await run([python, '-c', script]);
    const [version, prefix] = stdout.trim().split(' ');
    if (code === 0 && version === minor && prefix !== undefined && prefix !== '/usr') return prefix;
  }
  throw new MissingTool(`CPython ${minor}`, 'no interpreter of that version to put into a stand-in base image');
}

const fill = `set -eu
root=$1 prefix=$2
cp -a "$prefix/." "$root/usr/local/"
find "$root/usr/local/lib" -path '*/python3*/test' -prune -exec rm -rf {} +
find "$root/usr/local" -name __pycache__ -prune -exec rm -rf {} +
rm -f "$root"/usr/local/lib/libpython*.a "$root"/usr/local/lib/python3*/config-*/libpython*.a
rm -rf "$root"/usr/local/lib/python3*/site-packages/[a-oq-z]* "$root"/usr/local/envs
grep -rlI "^#!$prefix" "$root/usr/local/bin" | xargs -r sed -i "1s|^#!$prefix|#!/usr/local|"
ln -sf python3 "$root/usr/local/bin/python"
chroot "$root" ldconfig`;

const fillNode = `set -eu
root=$1 node=$2 npm=$3
install -D -m 755 "$node" "$root/usr/local/bin/node"
mkdir -p "$root/usr/local/lib/node_modules"
cp -a "$npm" "$root/usr/local/lib/node_modules/npm"
ln -sf ../lib/node_modules/npm/bin/npm-cli.js "$root/usr/local/bin/npm"
ln -sf ../lib/node_modules/npm/bin/npx-cli.js "$root/usr/local/bin/npx"`;

interface Interpreter {
  readonly script: string;
  readonly words: readonly string[];
  readonly command: string;
}

async function python(minor: string): Promise<Interpreter> {
  return { script: fill, words: [await pythonPrefix(minor)], command: 'python3' };
}

/** Node as npm serves it for this kind of machine, and this machine's npm. */
async function node(version: string, env: NodeJS.ProcessEnv): Promise<Interpreter> {
  const name = `node-linux-${process.arch}`;
  const folder = join(cache, 'images', `${name}-${version}`);
  const binary = join(folder, 'node_modules', name, 'bin/node');
  if (!existsSync(binary)) {
    mkdirSync(folder, { recursive: true });
    await must(['npm', 'install', '--prefix', folder, '--no-audit', '--no-fund', '--ignore-scripts', `${name}@${version}`], env);
  }
  const npm = join(await must(['npm', 'root', '--global'], env), 'npm');
  return { script: fillNode, words: [binary, npm], command: 'node' };
}

/** Makes the image \`reference\` (a CPython or Node image) in local storage, once. */
export async function standInBase(reference: string, env: NodeJS.ProcessEnv): Promise<void> {
  if ((await run(['buildah', 'inspect', '--type', 'image', reference], { env })).code === 0) return;
  const [, kind, version = ''] = reference.match(/(?:^|\/)(python:(?=\d+\.\d+)|node:(?=\d+\.\d+\.\d+))([\d.]+)/) ?? [];
  if (kind === undefined) throw new MissingTool(reference, 'no stand-in can be made for this base image');
  const { script, words, command } = kind === 'node:' ? await node(version, env) : await python(version.split('.').slice(0, 2).join('.'));
  const archive = await debianRoot(env);
  const container = await must(['buildah', 'from', 'scratch'], env);
  const root = await must(['buildah', 'mount', container], env);
  await must(['tar', '-C', root, '-xpf', archive, '--exclude=./dev/*'], env);
  await must(['bash', '-c', script, 'fill', root, ...words], env);
  const bundle = '/etc/ssl/certs/ca-certificates.crt';
  await must(['cp', '-L', bundle, join(root, bundle)], env);
  const settings = ['SSL_CERT_FILE', 'PIP_CERT', 'REQUESTS_CA_BUNDLE', 'NODE_EXTRA_CA_CERTS'].flatMap((name) => ['--env', `${name}=${bundle}`]);
  await must([
    'buildah', 'config', ...settings, '--env', 'LANG=C.UTF-8',
    '--env', 'PATH=/usr/local/bin:/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin', '--cmd', command, container,
  ], env);
  await must(['buildah', 'umount', container], env);
  await must(['buildah', 'commit', '--quiet', '--rm', container, reference], env);
}
