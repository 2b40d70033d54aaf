/** What the workspace itself sends to the shared files: [key, line, why] and [name, value, why]. */

export const ignored: readonly (readonly [string, string, string])[] = [
  ['environment', '.env', 'local settings and secrets'],
  ['local', '.local/', 'this checkout: database, keys, logs, stamps'],
  ['venv', '.venv/', 'installed by make setup'],
  ['node-modules', 'node_modules/', 'installed by make setup'],
  ['dist', 'dist/', 'built by make build'],
  ['python-bytecode', '__pycache__/', 'written by Python'],
  ['python-egg-info', '*.egg-info/', 'written by Python packaging'],
  ['mypy', '.mypy_cache/', 'cache of mypy'],
  ['ruff', '.ruff_cache/', 'cache of ruff'],
  ['pytest', '.pytest_cache/', 'cache of pytest'],
  ['hypothesis', '.hypothesis/', 'examples that hypothesis found'],
  ['schemathesis', '.schemathesis/', 'what schemathesis keeps between runs'],
  ['coverage', '.coverage*', 'coverage data'],
  ['macos', '.DS_Store', 'written by macOS'],
];

export const environment: readonly (readonly [string, string, string])[] = [
  ['PIP_INDEX_URL', '', 'Mirror of the Python package index. Empty: what pip itself is configured with.'],
  ['NPM_CONFIG_REGISTRY', '', 'Mirror of the npm registry. Empty: what npm itself is configured with.'],
  ['HTTPS_PROXY', '', 'Proxy on the way to the registries, with the hosts that need none in NO_PROXY.'],
  ['NO_PROXY', '', 'Hosts that are reached without the proxy.'],
  ['SSL_CERT_FILE', '', 'Certificates of the company, as one PEM file; pip, uv, npm and Python then trust them.'],
  ['ADVISORY_DB', '', 'Folder of OSV advisories that make security-deps reads and make advisories fills. Empty: that stage is skipped.'],
  ['REGISTRY', '', 'Container registry that make publish pushes to, such as registry.example.com/team; one on this machine is localhost:5000. Empty: skipped.'],
];
