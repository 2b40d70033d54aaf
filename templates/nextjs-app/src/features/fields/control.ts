import type { Field } from "@/contract/model";
import type { Draft } from "@/lib/drafts";

/** What every input of a field takes. */
export interface ControlProps {
  readonly field: Field;
  readonly id: string;
  readonly value: Draft;
  readonly onChange: (value: Draft) => void;
  readonly onBlur?: () => void;
  readonly invalid?: boolean;
  /** Ids of the help and the error beside it. */
  readonly describedBy?: string | undefined;
  /** An empty choice, in words; only where nothing is a choice. */
  readonly emptyChoice?: string;
}

export const CONTROL =
  "block min-h-10 w-full min-w-0 rounded-control border border-edge bg-surface px-3 py-2 text-base text-ink placeholder:text-muted hover:border-ink/60 aria-invalid:border-danger disabled:bg-sunken sm:text-sm";
