"use client";

import { Combobox } from "@base-ui/react/combobox";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useDeferredValue, useMemo, useState } from "react";
import { Icon } from "@/components/icon";
import type { Target } from "@/contract/model";
import { CONTROL, type ControlProps } from "@/features/fields/control";
import { gateway } from "@/lib/gateway";
import {
  allOf,
  fetchLabels,
  labelsKey,
  searchChoices,
  type Choice,
  type Labels,
} from "@/lib/labels";
import { counted, inSentence, words } from "@/lib/words";

/** Stands last in the list while there are records that were not looked through: choosing it goes on. */
const MORE: Choice = { value: "", label: words("form.searchOn") };

/** Chooses one or several records of another resource, by what people call them. */
export default function ReferencePicker(props: ControlProps) {
  const { field } = props;
  return field.target === null ? null : <Picker {...props} target={field.target} />;
}

type PickerProps = ControlProps & { readonly target: Target };

function Picker({ target, ...props }: PickerProps) {
  const { field, value, onChange } = props;
  const many = field.kind === "many";
  const keys = useMemo(
    () =>
      Array.isArray(value)
        ? (value as readonly string[])
        : typeof value === "string" && value !== ""
          ? [value]
          : [],
    [value],
  );
  const [text, setText] = useState("");
  const [open, setOpen] = useState(false);
  const [known, setKnown] = useState<Labels>({});
  const unnamed = keys.filter((key) => known[key] === undefined);
  const labels = useQuery({
    queryKey: labelsKey(target, unnamed),
    queryFn: () => fetchLabels(gateway, target, unnamed),
    enabled: unnamed.length > 0,
  });
  const label = (key: string): string => known[key] ?? labels.data?.[key] ?? key;
  const chosen = keys.map((key) => ({ value: key, label: label(key) }));
  const single = many ? undefined : chosen[0];
  // What the input shows of the choice already made is no search.
  const wanted = useDeferredValue(!many && text === single?.label ? "" : text);
  const search = useInfiniteQuery({
    queryKey: ["choices", target.service, target.resource, wanted],
    queryFn: ({ pageParam, signal }) => searchChoices(gateway, target, wanted, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    enabled: open,
    placeholderData: (previous) => previous,
  });
  const found = useMemo(() => allOf(search.data?.pages ?? []), [search.data]);
  const choose = (choices: readonly Choice[]): void => {
    if (choices.includes(MORE)) return void search.fetchNextPage();
    setKnown((before) => ({
      ...before,
      ...Object.fromEntries(choices.map((choice) => [choice.value, choice.label])),
    }));
    onChange(many ? choices.map((choice) => choice.value) : (choices[0]?.value ?? ""));
  };
  const shared = {
    filter: null,
    inputValue: open || many ? text : (single?.label ?? ""),
    isItemEqualToValue: (one: Choice, other: Choice) => one.value === other.value,
    items: search.hasNextPage ? [...found.items, MORE] : found.items,
    itemToStringLabel: (choice: Choice) => choice.label,
    onInputValueChange: (next: string) => next !== MORE.label && setText(next),
    onOpenChange: (next: boolean, { reason }: Combobox.Root.ChangeEventDetails) => {
      // What is chosen closes it, see below.
      if (!next && reason === "item-press" && !many) return;
      setOpen(next);
      if (next && !many) setText(single?.label ?? "");
    },
    open,
  };
  const body = (
    <>
      {many && chosen.length > 0 && (
        <Chips
          choices={chosen}
          onRemove={(key) => choose(chosen.filter((choice) => choice.value !== key))}
        />
      )}
      <Combobox.InputGroup className="relative">
        <Combobox.Input
          aria-describedby={props.describedBy}
          aria-invalid={props.invalid === true ? true : undefined}
          className={`${CONTROL} pe-20`}
          dir="auto"
          id={props.id}
          onBlur={props.onBlur}
          placeholder={words("form.search", { title: inSentence(target.title) })}
        />
        <span className="absolute inset-y-0 end-1 flex items-center">
          {!many && single !== undefined && (
            <button
              aria-label={words("form.clear", { title: field.title })}
              className="grid size-8 place-items-center rounded-control text-muted hover:text-ink"
              onClick={() => choose([])}
              type="button"
            >
              <Icon className="size-4" name="close" />
            </button>
          )}
          <Combobox.Trigger
            aria-label={words("form.open", { title: field.title })}
            className="grid size-8 place-items-center rounded-control text-muted hover:text-ink"
          >
            <Icon className="size-4" name="down" />
          </Combobox.Trigger>
        </span>
      </Combobox.InputGroup>
      <Popup
        failed={search.isError}
        loading={search.isFetching}
        none={found.items.length === 0}
        searched={search.hasNextPage ? found.searched : null}
      />
    </>
  );
  return many ? (
    <Combobox.Root
      {...shared}
      multiple
      onValueChange={(next: Choice[], { reason }) => {
        if (reason !== "escape-key") choose(next);
      }}
      value={chosen}
    >
      {body}
    </Combobox.Root>
  ) : (
    <Combobox.Root
      {...shared}
      onValueChange={(next: Choice | null, { reason }) => {
        // Escape closes; it throws no choice away.
        if (reason === "escape-key") return;
        choose(next === null ? [] : [next]);
        if (next !== MORE) setOpen(false);
      }}
      value={single ?? null}
    >
      {body}
    </Combobox.Root>
  );
}

interface PopupProps {
  readonly loading: boolean;
  readonly failed: boolean;
  readonly none: boolean;
  /** How many were looked through where there are more; null when all were. */
  readonly searched: number | null;
}

function Popup({ loading, failed, none, searched }: PopupProps) {
  const said = failed
    ? words("state.unavailableTitle")
    : loading && (none || searched !== null)
      ? words("form.searching")
      : searched !== null
        ? counted(none ? "form.noneYet" : "form.searched", searched)
        : none
          ? words("form.noResults")
          : "";
  return (
    <Combobox.Portal>
      <Combobox.Positioner align="start" className="z-50" sideOffset={4}>
        <Combobox.Popup className="max-h-80 w-(--anchor-width) min-w-56 overflow-y-auto overscroll-contain rounded-card border border-line bg-surface p-1 text-sm text-ink shadow-floating">
          <Combobox.Status className={said === "" ? "sr-only" : "px-3 py-2 text-muted"}>
            {said}
          </Combobox.Status>
          <Combobox.List>
            {(choice: Choice) => (
              <Combobox.Item
                className="flex min-h-10 items-center gap-2 rounded-control px-3 py-1.5 data-highlighted:bg-accent-soft data-highlighted:text-accent-strong"
                key={choice.value}
                value={choice}
              >
                <span className="min-w-0 flex-1">{choice.label}</span>
                <Combobox.ItemIndicator>
                  <Icon className="size-4 text-accent" name="check" />
                </Combobox.ItemIndicator>
              </Combobox.Item>
            )}
          </Combobox.List>
        </Combobox.Popup>
      </Combobox.Positioner>
    </Combobox.Portal>
  );
}

interface ChipsProps {
  readonly choices: readonly Choice[];
  readonly onRemove: (value: string) => void;
}

function Chips({ choices, onRemove }: ChipsProps) {
  return (
    <ul aria-label={words("form.chosen")} className="mb-2 flex flex-wrap gap-2">
      {choices.map((choice) => (
        <li
          className="flex items-center rounded-control bg-accent-soft ps-3 text-sm text-accent-strong"
          key={choice.value}
        >
          <span>{choice.label}</span>
          <button
            aria-label={words("form.remove", { label: choice.label })}
            className="grid size-8 place-items-center rounded-control hover:bg-accent/10"
            onClick={() => onRemove(choice.value)}
            type="button"
          >
            <Icon className="size-4" name="close" />
          </button>
        </li>
      ))}
    </ul>
  );
}
