"use client";

import { useForm, type Resolver } from "react-hook-form";
import type { Field, JsonObject } from "@/contract/model";
import type { Collected, Drafts, Faults } from "@/features/form/collect";
import type { Draft } from "@/lib/drafts";

type Values = Record<string, Draft>;
/** Drafts -> the body that is sent, or what is wrong with them. */
export type Judge = (drafts: Drafts) => Promise<Collected>;

/** React Hook Form over drafts: what inputs hold is turned into the wire's values and checked by the contract's schema. */
export function useDraftForm(fields: readonly Field[], initial: Drafts, judge: Judge) {
  const resolver: Resolver<Values, unknown, JsonObject> = async (values) => {
    const { body, faults } = await judge(values);
    const found = Object.entries(faults);
    if (found.length === 0) return { values: body, errors: {} };
    return {
      values: {},
      errors: Object.fromEntries(
        found.map(([name, message]) => [
          name === "" ? "root" : name,
          { type: "contract", message },
        ]),
      ),
    };
  };
  const form = useForm<Values, unknown, JsonObject>({
    defaultValues: { ...initial },
    resolver,
    mode: "onTouched",
    shouldFocusError: false,
  });
  return { form, fields };
}

export type DraftForm = ReturnType<typeof useDraftForm>["form"];

/** Shows what a service found, as if the form had found it. */
export function showFaults(form: DraftForm, faults: Faults): void {
  for (const [name, message] of Object.entries(faults))
    form.setError(name === "" ? "root" : name, { type: "service", message });
}
