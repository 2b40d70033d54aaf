import type { Field } from "@/contract/model";
import { inputName, type Faults } from "@/features/form/collect";
import { propertyOf, type Problem } from "@/lib/http";

/**
 * What a service refused, at the inputs it is about; the rest under the empty name. The first `parameters` of the fields
 * are parameters, the others properties of the body, which may be called the same.
 */
export function faultsOfProblem(
  fields: readonly Field[],
  { violations }: Pick<Problem, "violations">,
  parameters = 0,
): Faults {
  const faults: Record<string, string> = {};
  for (const { detail, pointer, parameter } of violations) {
    const property = parameter ?? propertyOf(pointer);
    const index = fields.findIndex(
      ({ name }, at) => name === property && at < parameters === (parameter !== null),
    );
    const name = index < 0 ? "" : inputName(index);
    faults[name] ??= detail;
  }
  return faults;
}
