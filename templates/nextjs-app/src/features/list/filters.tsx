"use client";

import { useId, useRef, useState, type FormEvent } from "react";
import { Button } from "@/components/button";
import { Icon } from "@/components/icon";
import type { Field, Filter } from "@/contract/model";
import { FieldControl } from "@/features/fields/field-control";
import { filterKey } from "@/lib/addresses";
import { wireValue, type Draft } from "@/lib/drafts";
import { plainText } from "@/lib/record";
import { useLabels } from "@/lib/use-labels";
import { counted, words } from "@/lib/words";
import { formatDay, formatInstant, useZone } from "@/lib/zone";

interface FiltersProps {
  readonly filters: readonly Filter[];
  readonly values: Readonly<Record<string, string>>;
  readonly onChange: (changes: Readonly<Record<string, string | null>>) => void;
  readonly onClear: () => void;
}

/** Filters in use, each with a way out, and a panel to set all that there are. */
export function Filters({ filters, values, onChange, onClear }: FiltersProps) {
  const panel = useId();
  const [open, setOpen] = useState(false);
  const toggle = useRef<HTMLButtonElement>(null);
  const used = filters.filter(({ parameter }) => values[parameter] !== undefined);
  // What was pressed is gone afterwards: the keyboard goes on where filters begin.
  const change: FiltersProps["onChange"] = (changes) => {
    toggle.current?.focus();
    onChange(changes);
  };
  return (
    <div className="mb-4">
      <div className="flex flex-wrap items-center gap-2">
        <Button
          aria-controls={panel}
          aria-expanded={open}
          onClick={() => setOpen(!open)}
          ref={toggle}
        >
          <Icon className="size-4" name="filter" />
          {used.length === 0 ? words("list.filters") : counted("list.filtersActive", used.length)}
        </Button>
        {used.map(({ parameter, field }) => (
          <UsedFilter
            field={field}
            key={parameter}
            onRemove={() => change({ [filterKey(parameter)]: null })}
            value={values[parameter] ?? ""}
          />
        ))}
        {used.length > 1 && (
          <Button
            look="quiet"
            onClick={() => {
              toggle.current?.focus();
              onClear();
            }}
          >
            {words("list.clear")}
          </Button>
        )}
      </div>
      <div hidden={!open} id={panel}>
        {open && (
          <FilterForm
            filters={filters}
            // Begins anew when the address says something else.
            key={JSON.stringify(values)}
            onChange={(changes) => {
              setOpen(false);
              change(changes);
            }}
            values={values}
          />
        )}
      </div>
    </div>
  );
}

function FilterForm({ filters, values, onChange }: Omit<FiltersProps, "onClear">) {
  const id = useId();
  const [drafts, setDrafts] = useState<Readonly<Record<string, Draft>>>(() =>
    Object.fromEntries(
      filters.map(({ parameter, field }) => [parameter, draftOfText(field, values[parameter])]),
    ),
  );
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    onChange(
      Object.fromEntries(
        filters.map(({ parameter, field }) => [
          filterKey(parameter),
          textOf(field, drafts[parameter] ?? ""),
        ]),
      ),
    );
  };
  return (
    <form
      className="mt-3 rounded-card border border-line bg-surface p-4 shadow-raised"
      onSubmit={submit}
    >
      <div className="grid gap-4 sm:grid-cols-2 xl:grid-cols-3 2xl:grid-cols-4">
        {filters.map(({ parameter, field }, index) => (
          <div className="flex min-w-0 flex-col gap-1.5" key={parameter}>
            <label className="text-sm font-medium" htmlFor={`${id}-${index}`}>
              {field.title}
            </label>
            <div>
              <FieldControl
                emptyChoice={words("list.any")}
                field={oneLine(field)}
                id={`${id}-${index}`}
                onChange={(value) => setDrafts({ ...drafts, [parameter]: value })}
                value={drafts[parameter] ?? ""}
              />
            </div>
          </div>
        ))}
      </div>
      <div className="mt-4 flex gap-2">
        <Button look="primary" type="submit">
          {words("list.apply")}
        </Button>
      </div>
    </form>
  );
}

/** Long text is looked for on one line. */
function oneLine(field: Field): Field {
  return field.kind === "text" ? { ...field, kind: "string" } : field;
}

/** A filter of the address as its input holds it. */
function draftOfText(field: Field, text: string | undefined): Draft {
  if (text === undefined) return "";
  return field.kind === "enum"
    ? String(field.options?.findIndex((option) => plainText(option) === text) ?? "")
    : text;
}

function textOf(field: Field, draft: Draft): string | null {
  if (draft === "") return null;
  if (field.kind !== "enum") return typeof draft === "string" ? draft : String(draft);
  const wire = wireValue(field, draft);
  return wire.kind === "value" ? plainText(wire.value) : null;
}

interface UsedFilterProps {
  readonly field: Field;
  readonly value: string;
  readonly onRemove: () => void;
}

function UsedFilter({ field, value, onRemove }: UsedFilterProps) {
  const zone = useZone();
  const labels = useLabels([field], [{ [field.name]: value }]);
  const shown = labels[field.name]?.[value] ?? inWords(field, value, zone);
  return (
    <span className="flex items-center rounded-control bg-accent-soft ps-3 text-sm text-accent-strong">
      <span className="max-w-60 truncate">
        {field.title}: <strong className="font-semibold">{shown}</strong>
      </span>
      <button
        aria-label={words("list.remove", { title: field.title })}
        className="grid size-10 place-items-center rounded-control hover:bg-accent/10"
        onClick={onRemove}
        type="button"
      >
        <Icon className="size-4" name="close" />
      </button>
    </span>
  );
}

function inWords({ kind }: Field, value: string, zone: string): string {
  if (kind === "boolean") return words(value === "true" ? "record.yes" : "record.no");
  if (kind === "date") return formatDay(value);
  return kind === "datetime" ? formatInstant(value, zone) : value;
}
