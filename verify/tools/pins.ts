/** The exact tools the harness judges with. A change here is a change of what "verified" means. */
export const goTools = {
  gitleaks: { module: 'github.com/zricethezav/gitleaks/v8', version: 'v8.30.1' },
  oasdiff: { module: 'github.com/oasdiff/oasdiff', version: 'v1.28.0' },
} as const;

/** One npm folder. */
export const npmTools: Readonly<Record<string, string>> = { '@redocly/cli': '2.77.0' };

/** A folder of its own: it is large, and only a long run needs it. */
export const lighthouseTools = { lighthouse: '12.8.2' } as const;

/** One Python environment; uv makes it. */
export const uvVersion = '0.13.8';
export const pythonTools: Readonly<Record<string, string>> = {
  schemathesis: '4.32.5',
  ruff: '0.17.4',
  yamllint: '1.38.0',
};

/** What the operating system's package manager brings for building and running images. */
export const imagePackages = ['buildah', 'podman', 'runc', 'mmdebstrap'] as const;
