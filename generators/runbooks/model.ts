/** An alert, what shows that it works, and what to do when it fires. */

export type Severity = 'critical' | 'warning' | 'info';

/** Input of one of promtool's tests: series as it writes them, one value a minute, and when the rules are looked at. */
export interface Case {
  readonly series: readonly { readonly series: string; readonly values: string }[];
  readonly at: string;
}

export interface Alert {
  /** `CatalogErrorBudgetBurnsFast`: unique in the repository. */
  readonly name: string;
  /** PromQL; `$namespace` stands for the namespace that is watched. */
  readonly expr: string;
  /** Seconds that it has to hold. */
  readonly for: number;
  readonly severity: Severity;
  /** One sentence, plain text. */
  readonly summary: string;
  /** What to do first, plain text. */
  readonly action: string;
  /** Null: the project's owner. */
  readonly team: string | null;
  /** Null where nobody can know what makes it fire: the expression is the user's own. */
  readonly proof: Proof | null;
}

export interface Proof {
  /** Labels that the expression gives the alert. */
  readonly labels: Readonly<Record<string, string>>;
  readonly fires: Case;
  readonly quiet: Case;
}

/** Alerts that mean the same of different services, with the one runbook for them. */
export interface Kind {
  /** Name of the runbook: `error-budget`. */
  readonly slug: string;
  readonly title: string;
  /** Markdown, as all the texts that follow. */
  readonly meaning: string;
  readonly see: string;
  readonly act: string;
  readonly over: string;
  readonly escalate: string;
  /** A text of the user's that belongs to it, shown as it is; null for none. */
  readonly quoted: string | null;
  readonly alerts: readonly Alert[];
}
