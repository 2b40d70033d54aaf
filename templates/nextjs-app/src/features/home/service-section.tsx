import Link from "next/link";
import { Suspense } from "react";
import { Icon } from "@/components/icon";
import type { Service } from "@/contract/model";
import { ResourceCard, ResourceCardSkeleton } from "@/features/home/resource-card";
import { may } from "@/lib/access";
import { actionHref } from "@/lib/addresses";
import { words } from "@/lib/words";

interface ServiceSectionProps {
  readonly service: Service;
  readonly roles: readonly string[];
}

export function ServiceSection({ service, roles }: ServiceSectionProps) {
  const heading = `service-${service.name}`;
  const actions = service.actions.filter(({ access }) => may(access, roles));
  return (
    <section aria-labelledby={heading}>
      <h2 className="text-lg font-semibold" id={heading}>
        {service.title}
      </h2>
      {service.description !== null && service.description !== service.title && (
        <p className="mt-1 line-clamp-3 max-w-prose text-sm text-muted">{service.description}</p>
      )}
      <ul className="mt-4 grid gap-4 sm:grid-cols-2 2xl:grid-cols-3">
        {service.resources.map((resource) => (
          <li className="flex" key={resource.name}>
            <Suspense fallback={<ResourceCardSkeleton title={resource.plural} />}>
              <ResourceCard resource={resource} roles={roles} />
            </Suspense>
          </li>
        ))}
      </ul>
      {actions.length > 0 && (
        <>
          <h3 className="mt-6 text-sm font-semibold text-muted">{words("app.actions")}</h3>
          <ul className="mt-2 flex flex-wrap gap-2">
            {actions.map((action) => (
              <li key={action.name}>
                <Link
                  className="flex min-h-10 items-center gap-2 rounded-control border border-line bg-surface px-3 text-sm hover:border-edge"
                  href={actionHref(action)}
                >
                  <Icon className="size-4 text-accent" name="action" />
                  {action.title}
                </Link>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
