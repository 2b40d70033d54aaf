/** How a project runs in each of its environments: every value of the spec's sections, defaults filled in. */

/** One thing that is deployed: a service, or the web app. */
export interface Workload {
  /** The service's name; the web app's is `web`, or another when a service is called that. */
  readonly name: string;
  readonly kind: 'service' | 'web';
  readonly title: string;
  /** `services/catalog`, `web` */
  readonly folder: string;
  /** Without registry and tag: `shop-catalog`. */
  readonly image: string;
  /** Port inside the container. */
  readonly port: number;
  /** Workloads it calls, sorted. */
  readonly dependsOn: readonly string[];
  /** Systems of others and events it names, sorted. */
  readonly externals: readonly string[];
  /** Whether the internet reaches it. */
  readonly public: boolean;
  /** Whether others stand still without it. */
  readonly critical: boolean;
  /** Path that Prometheus reads; null where there is none. */
  readonly metrics: string | null;
  /** Database of its own. */
  readonly database: string;
  readonly slo: Slo;
}

/** Never looser than the constitution. */
export interface Slo {
  /** Percent of requests that succeed. */
  readonly availability: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  /** ISO 8601: `P30D`. */
  readonly window: string;
}

export interface Scaling {
  /** Equal to `max` where the number is fixed. */
  readonly min: number;
  readonly max: number;
  /** Target utilisation of what is requested, in percent. */
  readonly cpu: number;
  readonly memory: number;
  /** Average value a pod of further metrics, by name as Prometheus writes it. */
  readonly custom: Readonly<Record<string, number>>;
}

/** Quantities as Kubernetes writes them: `250m`, `256Mi`. */
export interface Resources {
  readonly cpu: string;
  readonly memory: string;
  readonly cpuLimit: string;
  readonly memoryLimit: string;
}

export interface Health {
  /** Seconds a container may take to start. */
  readonly startupSeconds: number;
  readonly periodSeconds: number;
  readonly timeoutSeconds: number;
  readonly failures: number;
}

/** A workload in one environment. */
export interface Run {
  readonly workload: string;
  readonly scaling: Scaling;
  readonly resources: Resources;
  readonly health: Health;
  /** In percent. */
  readonly rollout: { readonly maxUnavailable: number; readonly maxSurge: number };
  /** Whether evictions have to leave all but one pod: wherever at least two run. */
  readonly budget: boolean;
  /** Name under which the internet reaches it; null where it does not. */
  readonly host: string | null;
}

export interface Environment {
  /** `prod` */
  readonly name: string;
  /** `production` */
  readonly namespace: string;
  /** Whether this is the one that customers use. */
  readonly production: boolean;
  /** Version of Kubernetes: `1.37`. */
  readonly kubernetes: string;
  readonly domain: string;
  /** ClusterIssuer of cert-manager; null: certificates come from elsewhere. */
  readonly tlsIssuer: string | null;
  readonly logLevel: 'DEBUG' | 'INFO' | 'WARNING' | 'ERROR';
  /** Whether what is not critical may run on nodes that can be taken away. */
  readonly spot: boolean;
  /** Where images are pulled from: `registry.example.com/team`. */
  readonly registry: string;
  /** Where the External Secrets Operator reads; `kubernetes`: the Secrets are made by hand. */
  readonly secrets: 'vault' | 'aws' | 'gcp' | 'azure' | 'kubernetes';
  /** Fits every replica at most, the surge of a release and the jobs beside it. */
  readonly quota: Resources & { readonly pods: number };
  /** One for each workload, in their order. */
  readonly runs: readonly Run[];
}

/** A system of others, as `external_systems` declares it; where it is, only operators know. */
export interface Outside {
  readonly name: string;
  readonly port: number;
}

/** Where the pipeline publishes images. */
export interface Registry {
  /** `registry.example.com/team` */
  readonly address: string;
  /** Nobody's: neither the spec nor the repository's address says which it is. */
  readonly example: boolean;
}

export interface Deployment {
  readonly workloads: readonly Workload[];
  readonly registry: Registry;
  /** By name. Events are none of them: they have no place of their own. */
  readonly outside: readonly Outside[];
  /** dev, staging, prod, then those that the spec adds. */
  readonly environments: readonly Environment[];
  /** Values of labels, made from texts of the spec. */
  readonly labels: { readonly project: string; readonly owner: string; readonly costCenter: string };
  readonly identity: { readonly issuer: string; readonly audience: string };
  /** Connections of one replica, and seconds a statement may take. */
  readonly database: { readonly pool: number; readonly statementTimeoutSeconds: number };
}
