"use client";

import { Dialog } from "@base-ui/react/dialog";
import { useState } from "react";
import { Button } from "@/components/button";
import { FieldValue } from "@/components/field-value";
import type { Field, Json, JsonObject } from "@/contract/model";
import { draftsOf, inputName, type Drafts } from "@/features/form/collect";
import { draftOf, same, wireValue } from "@/lib/drafts";
import { useLabels } from "@/lib/use-labels";
import { inSentence, words } from "@/lib/words";

type Side = "mine" | "theirs";

interface ConflictDialogProps {
  readonly title: string;
  readonly fields: readonly Field[];
  /** As it was when editing began, as it is now, and what was typed. */
  readonly base: JsonObject;
  readonly theirs: JsonObject;
  readonly drafts: Drafts;
  readonly onChoose: (drafts: Drafts) => void;
  readonly onCancel: () => void;
}

/** Two people changed the same record: each field that differs is shown in both forms, and one of them is kept. */
export default function ConflictDialog({
  title,
  fields,
  base,
  theirs,
  drafts,
  onChoose,
  onCancel,
}: ConflictDialogProps) {
  const mine = mineOf(fields, drafts, base);
  const differing = fields.filter(({ name }) => !same(mine[name], theirs[name]));
  const touched = (name: string): boolean => !same(mine[name], base[name]);
  const [sides, setSides] = useState<Readonly<Record<string, Side>>>({});
  const sideOf = (name: string): Side => sides[name] ?? (touched(name) ? "mine" : "theirs");
  const labels = useLabels(differing, [mine, theirs]);
  const choose = (): void =>
    onChoose(
      draftsOf(fields, (field) =>
        keep(field, differing.includes(field) && sideOf(field.name) === "mine"),
      ),
    );
  const keep = (field: Field, own: boolean) =>
    own ? (drafts[inputName(fields.indexOf(field))] ?? "") : draftOf(field, theirs[field.name]);
  return (
    <Dialog.Root onOpenChange={(open) => !open && onCancel()} open>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-black/45" />
        <Dialog.Popup className="fixed inset-x-3 top-1/2 z-50 mx-auto flex max-h-[90dvh] max-w-3xl -translate-y-1/2 flex-col rounded-card border border-line bg-surface text-ink shadow-floating">
          <div className="overflow-y-auto p-5 sm:p-6">
            <Dialog.Title className="text-lg font-semibold">{words("conflict.title")}</Dialog.Title>
            <Dialog.Description className="mt-1 text-sm text-muted">
              {words(
                differing.some(({ name }) => touched(name)) ? "conflict.text" : "conflict.same",
                { title: inSentence(title) },
              )}
            </Dialog.Description>
            <div className="mt-5 flex flex-col gap-4">
              {differing.map((field) => (
                <fieldset className="rounded-card border border-line" key={field.name}>
                  <legend className="ms-3 px-1 text-sm font-medium">{field.title}</legend>
                  <div className="grid sm:grid-cols-2">
                    {(["mine", "theirs"] as const).map((side) => (
                      <Version
                        checked={sideOf(field.name) === side}
                        field={field}
                        key={side}
                        labels={labels[field.name] ?? {}}
                        onChoose={() => setSides({ ...sides, [field.name]: side })}
                        side={side}
                        value={side === "mine" ? mine[field.name] : theirs[field.name]}
                      />
                    ))}
                  </div>
                </fieldset>
              ))}
            </div>
          </div>
          <div className="flex flex-wrap justify-end gap-3 border-t border-line p-4">
            <Dialog.Close render={<Button />}>{words("record.cancel")}</Dialog.Close>
            <Button look="primary" onClick={choose}>
              {words("conflict.apply")}
            </Button>
          </div>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

/** What was typed, as values; what is no value yet is shown as it was typed. */
function mineOf(fields: readonly Field[], drafts: Drafts, base: JsonObject): JsonObject {
  return Object.fromEntries(
    fields.map((field, index): [string, Json] => {
      const draft = drafts[inputName(index)] ?? "";
      const wire = wireValue(field, draft, base[field.name]);
      return [field.name, wire.kind === "value" ? wire.value : draft];
    }),
  );
}

interface VersionProps {
  readonly side: Side;
  readonly field: Field;
  readonly value: Json | undefined;
  readonly labels: Readonly<Record<string, string>>;
  readonly checked: boolean;
  readonly onChoose: () => void;
}

function Version({ side, field, value, labels, checked, onChoose }: VersionProps) {
  return (
    <label className="flex cursor-pointer items-start gap-3 rounded-card p-4 has-checked:bg-accent-soft">
      <input
        aria-label={words(side === "mine" ? "conflict.keepMine" : "conflict.keepTheirs", {
          field: field.title,
        })}
        checked={checked}
        className="mt-0.5 size-5 shrink-0 accent-accent"
        name={`conflict-${field.name}`}
        onChange={onChoose}
        type="radio"
      />
      <span className="min-w-0">
        <span className="block text-xs text-muted">
          {words(side === "mine" ? "conflict.mine" : "conflict.theirs")}
        </span>
        <span className="block text-sm">
          <FieldValue field={field} labels={labels} value={value} />
        </span>
      </span>
    </label>
  );
}
