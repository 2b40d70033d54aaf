/** Actions of others, each by the digest of the commit that its version stood for. Renovate raises both together. */

const PINNED = {
  checkout: ['actions/checkout', '3d3c42e5aac5ba805825da76410c181273ba90b1', 'v7.0.1'],
  python: ['actions/setup-python', '5fda3b95a4ea91299a34e894583c3862153e4b97', 'v7.0.0'],
  node: ['actions/setup-node', '820762786026740c76f36085b0efc47a31fe5020', 'v7.0.0'],
  cache: ['actions/cache', '27d5ce7f107fe9357f9df03efb73ab90386fccae', 'v5.0.5'],
  restore: ['actions/cache/restore', '27d5ce7f107fe9357f9df03efb73ab90386fccae', 'v5.0.5'],
  upload: ['actions/upload-artifact', 'bbbca2ddaa5d8feaa63e36b76fdaad77386f024f', 'v7.0.0'],
  download: ['actions/download-artifact', '3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c', 'v8.0.1'],
  provenance: ['actions/attest-build-provenance', 'a2bbfa25375fe432b6a289bc6b6cd05ecd0c4c32', 'v4.1.0'],
  login: ['docker/login-action', '4907a6ddec9925e35a0a9e82d7399ccc52663121', 'v4.1.0'],
  cosign: ['sigstore/cosign-installer', '6f9f17788090df1f26f669e9d70d6ae9567deba6', 'v4.1.2'],
  grype: ['anchore/scan-action/download-grype', 'e1165082ffb1fe366ebaf02d8526e7c4989ea9d2', 'v7.4.0'],
} as const;

export type Action = keyof typeof PINNED;

/** What `uses` says: `owner/name@digest`. */
export function uses(action: Action): string {
  const [name, digest] = PINNED[action];
  return `${name}@${digest}`;
}

/** The version beside each digest, for people and for Renovate. */
export const VERSIONS: Readonly<Record<string, string>> = Object.fromEntries(Object.values(PINNED).map(([name, digest, version]) => [`${name}@${digest}`, version]));
