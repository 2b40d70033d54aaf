import type { Field } from "@/contract/model";
import { inputName, type Faults } from "@/features/form/collect";
import { propertyOf, type Problem } from "@/lib/http";

/** What a service refused, at the inputs it is about; the rest under the empty name. */
export function faultsOfProblem(
  fields: readonly Field[],
  { violations }: Pick<Problem, "violations">,
): Faults {
  const faults: Record<string, string> = {};
  for (const { detail, pointer, parameter } of violations) {
    const property = propertyOf(pointer) ?? parameter;
    const index = fields.findIndex(({ name }) => name === property);
    const name = index < 0 ? "" : inputName(index);
    faults[name] ??= detail;
  }
  return faults;
}
