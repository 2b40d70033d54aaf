import "server-only";
import { notFound } from "next/navigation";
import { services } from "@/contract";
import type { Action, Resource } from "@/contract/model";

/** The resource at an address; the not-found page where there is none. */
export function resourceAt(service: string, name: string): Resource {
  const found = services
    .find((one) => one.name === service)
    ?.resources.find((one) => one.name === name);
  return found ?? notFound();
}

export function actionAt(service: string, name: string): Action {
  const found = services
    .find((one) => one.name === service)
    ?.actions.find((one) => one.name === name);
  return found ?? notFound();
}

/** Another resource's field that refers to this one, and the filter that finds its records. */
export interface Relation {
  readonly service: string;
  readonly name: string;
  readonly plural: string;
  readonly parameter: string;
  readonly field: string;
}

/** Where records of a resource are referred to from. */
export function relationsOf(resource: Resource): readonly Relation[] {
  return services.flatMap(({ resources }) =>
    resources.flatMap(({ service, name, plural, list }) =>
      (list?.filters ?? []).flatMap(({ parameter, field }) =>
        field.target?.service === resource.service && field.target.resource === resource.name
          ? [{ service, name, plural, parameter, field: field.title }]
          : [],
      ),
    ),
  );
}
