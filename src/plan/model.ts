/**
 * The Plan: every file the repository is to have, not yet as bytes; and the slots where generators meet.
 */
import type { Json } from '../json.js';

/** Who a file belongs to; see ARCHITECTURE.md. */
export type Ownership = 'source' | 'derived' | 'merged' | 'seeded' | 'history';

/** What people read in a structured file besides its value; JSON has none of it. */
export interface DataNotes {
  /** A comment above everything. */
  readonly header?: string;
  /** Comments above keys of YAML, by path: `image.tag`. */
  readonly comments?: Readonly<Record<string, string>>;
  /** Comments beside texts of YAML, by the text. */
  readonly remarks?: Readonly<Record<string, string>>;
}

/** How the bytes of a planned file come about. */
export type Content =
  /** `templates/<generator>/<template>` rendered with a view prepared by the generator. */
  | { readonly kind: 'template'; readonly template: string; readonly view: object }
  /** `templates/<generator>/<source>` byte for byte. */
  | { readonly kind: 'copy'; readonly source: string }
  /** A value serialised in the format of the file's ending. */
  | ({ readonly kind: 'data'; readonly format: 'json' | 'yaml' | 'toml'; readonly value: Json } & DataNotes)
  /** Text that exists already: user documents, bundled OpenAPI. */
  | { readonly kind: 'text'; readonly text: string };

export interface PlannedFile {
  /** Relative, forward slashes, never `..`. */
  readonly path: string;
  readonly ownership: Ownership;
  readonly executable: boolean;
  readonly content: Content;
  /** Constitution rules the file realises: `API-03`. */
  readonly rules: readonly string[];
  /** Python whose line breaks can vary with names: formatted in process. */
  readonly format: 'python' | null;
}

/** A planned file with the generator it came from. */
export interface PlanEntry extends PlannedFile {
  readonly generator: string;
}

/**
 * Slots: a concern sends its part to the owner of a shared file. Keys are unique in a slot ("duplicate = error");
 * entries reach the owner sorted by (order, key), so generator order never matters.
 */
export interface SlotTypes {
  /** A line of .gitignore. */
  ignore: { readonly line: string; readonly why: string };
  /** One include of the Makefile, `make/<key>.mk`, planned by its sender. */
  makeInclude: { readonly path: string };
  /** One command of a public make target, planned as `make/stages/<target>/…-<name>.sh`. `target` is `lint`, `test-unit`, … Exit code 75 says skipped. */
  makeStep: { readonly target: string; readonly name: string; readonly run: string };
  /** A line of `.env.example`; `secret` values are made by `make setup`. */
  environment: {
    readonly name: string; readonly value: string; readonly secret: boolean; readonly why: string;
  };
  /**
   * A process of `make dev` beside the services: run in `folder` with its default port in PORT; `ready` is a path that answers. With a
   * `database` it finds it in DATABASE_URL, and `migrate` (run in `folder`) brings it up to date. Without `needs`, a path that
   * `make setup` makes, it is skipped. `callback` is the one path that the local issuer sends people back to. `built` starts what
   * `make build` made, for tests.
   */
  process: {
    readonly name: string; readonly command: readonly string[]; readonly port: string | null; readonly ready: string | null; readonly folder: string;
    readonly database: string | null; readonly migrate: readonly string[]; readonly needs: string | null; readonly callback: string | null;
    readonly built: readonly string[];
  };
  /** A document linked from the README's list. */
  document: { readonly path: string; readonly title: string; readonly why: string };
  /** A section of the README, already Markdown. */
  readme: { readonly title: string; readonly body: string };
  /** An architecture decision: planned as history by the adr generator. Number comes from order. */
  decision: {
    readonly slug: string; readonly title: string; readonly context: string; readonly decision: string;
    readonly consequences: readonly string[]; readonly alternatives: readonly string[]; readonly rules: readonly string[];
    /** Words of the specification that the decision quotes. The other texts are Markdown of ours. */
    readonly quote?: string;
  };
  /**
   * A part of a container in the C4 model. `container` is a service, or a process of `make dev`; `id` is unique in it. `uses` names
   * ids of the same container, or `@database`, `@issuer`, `@services`. What comes from outside goes to the one with `entry`.
   */
  component: {
    readonly container: string; readonly id: string; readonly name: string; readonly technology: string; readonly path: string;
    readonly does: string; readonly uses: readonly string[]; readonly entry: boolean;
  };
  /** A Python package of the workspace (folder with a pyproject.toml). */
  pythonPackage: { readonly folder: string; readonly package: string; readonly tests: boolean };
  /** A container image that `make image` builds. */
  image: { readonly name: string; readonly dockerfile: string; readonly context: string };
  /**
   * An alert of Prometheus, rendered into the chart's PrometheusRule. `$namespace` in `expr` becomes the namespace it runs in,
   * `$fullname(NAME)` the name of a workload's objects, and `$databaseMatcher` the matcher of the environment's database server; the series of
   * services have the labels `namespace` and `workload`, whose value is the workload's name. `for` is a duration of Prometheus (`5m`); `runbook` is the path of a
   * document of this repository; `team` is who is told.
   */
  alert: {
    readonly name: string; readonly expr: string; readonly for: string; readonly severity: 'critical' | 'warning' | 'info';
    readonly summary: string; readonly runbook: string; readonly team: string;
  };
  /**
   * A part of the repository that the pipeline gives machines of its own: the steps whose names begin with `name`. `installed` is what
   * `make setup` installs for it, `built` the folder that `make build` fills, handed on to later stages; null: nothing.
   */
  ciPart: { readonly name: string; readonly installed: string | null; readonly built: string | null };
}
export type SlotName = keyof SlotTypes;

export interface Contribution<S extends SlotName = SlotName> {
  readonly slot: S;
  readonly key: string;
  readonly order: number;
  readonly value: SlotTypes[S];
}

/** What every contribution to a slot came to, sorted. */
export type Slots = { readonly [S in SlotName]: readonly SlotTypes[S][] };
