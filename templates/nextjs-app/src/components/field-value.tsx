import Link from "next/link";
import { Instant } from "@/components/instant";
import type { Field, Json } from "@/contract/model";
import { itemHref } from "@/lib/addresses";
import type { Labels } from "@/lib/labels";
import { formatNumber } from "@/lib/numbers";
import { words } from "@/lib/words";
import { formatDay } from "@/lib/zone";

interface FieldValueProps {
  readonly field: Field;
  readonly value: Json | undefined;
  /** What the records that the value refers to are called. */
  readonly labels?: Labels;
  /** On one line of a table. */
  readonly compact?: boolean;
}

/** A value as people read it. */
export function FieldValue({ field, value, labels = {}, compact = false }: FieldValueProps) {
  if (value === undefined || value === null)
    return <Nothing text={words("record.none")} compact={compact} />;
  if (value === "" || (Array.isArray(value) && value.length === 0))
    return <Nothing text={words("record.empty")} compact={compact} />;
  if (field.target !== null)
    return (
      <References
        compact={compact}
        field={field}
        keys={Array.isArray(value) ? value : [value]}
        labels={labels}
      />
    );
  if (typeof value === "object") return <Structured compact={compact} value={value} />;
  return <Scalar compact={compact} field={field} value={value} />;
}

/** Absence is said to those who listen and shown as little as can be in a table. */
function Nothing({ text, compact }: { readonly text: string; readonly compact: boolean }) {
  if (!compact) return <span className="text-muted">{text}</span>;
  return (
    <>
      <span aria-hidden="true" className="text-muted">
        –
      </span>
      <span className="sr-only">{text}</span>
    </>
  );
}

function Scalar({
  field,
  value,
  compact,
}: {
  readonly field: Field;
  readonly value: string | number | boolean;
  readonly compact: boolean;
}) {
  if (typeof value === "boolean") return words(value ? "record.yes" : "record.no");
  if (typeof value === "number")
    return (
      <span className="tabular-nums">
        {field.name === "version" ? String(value) : formatNumber(value)}
      </span>
    );
  switch (field.kind) {
    case "decimal":
      return <span className="tabular-nums">{formatNumber(value)}</span>;
    case "date":
      return <time dateTime={value}>{formatDay(value)}</time>;
    case "datetime":
      return <Instant wire={value} />;
    case "email":
      return <Anchor compact={compact} href={`mailto:${value}`} text={value} />;
    case "url":
      return /^https?:\/\//iu.test(value) ? (
        <Anchor compact={compact} href={value} text={value} />
      ) : (
        value
      );
    case "uuid":
      return <span className="font-mono text-[0.8125rem] break-all">{value}</span>;
    case "text":
      return <span className={compact ? "line-clamp-2" : "whitespace-pre-wrap"}>{value}</span>;
    default:
      return <span className={compact ? "line-clamp-2" : "whitespace-pre-wrap"}>{value}</span>;
  }
}

/** Whatever it claims to be, the target learns nothing of where the reader came from. */
function Anchor({
  href,
  text,
  compact,
}: {
  readonly href: string;
  readonly text: string;
  readonly compact: boolean;
}) {
  return (
    <a
      className={`link relative ${compact ? "line-clamp-1" : ""}`}
      href={href}
      rel="noopener noreferrer nofollow"
    >
      {text}
    </a>
  );
}

interface ReferencesProps {
  readonly field: Field;
  readonly keys: readonly Json[];
  readonly labels: Labels;
  readonly compact: boolean;
}

const SHOWN = 2;

function References({ field, keys, labels, compact }: ReferencesProps) {
  const shown = compact ? keys.slice(0, SHOWN) : keys;
  const rest = keys.length - shown.length;
  return (
    <span className="inline-flex flex-wrap gap-x-3 gap-y-1">
      {shown.map((key) => (
        <Reference
          field={field}
          key={String(key)}
          label={labels[String(key)]}
          value={String(key)}
        />
      ))}
      {rest > 0 && <span className="text-muted">+{rest}</span>}
    </span>
  );
}

function Reference({
  field,
  value,
  label,
}: {
  readonly field: Field;
  readonly value: string;
  readonly label: string | undefined;
}) {
  const { target } = field;
  const text = label ?? (
    <span className="font-mono text-[0.8125rem]">
      {value.length > 13 ? `…${value.slice(-8)}` : value}
    </span>
  );
  if (target === null || !target.readable) return <span>{text}</span>;
  return (
    <Link
      className="link relative"
      href={itemHref({ service: target.service, name: target.resource }, value)}
    >
      {text}
    </Link>
  );
}

function Structured({ value, compact }: { readonly value: Json; readonly compact: boolean }) {
  if (
    Array.isArray(value) &&
    value.every((item) => typeof item === "string" || typeof item === "number")
  ) {
    return <span className={compact ? "line-clamp-2" : ""}>{value.join(", ")}</span>;
  }
  if (compact)
    return <code className="line-clamp-1 font-mono text-xs">{JSON.stringify(value)}</code>;
  return (
    <pre
      className="max-h-96 overflow-auto rounded-control border border-line bg-sunken p-3 font-mono text-xs"
      tabIndex={0}
    >
      {JSON.stringify(value, null, 2)}
    </pre>
  );
}
