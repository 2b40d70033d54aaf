import { ButtonLink } from "@/components/button";
import { Icon } from "@/components/icon";
import { PageHeader } from "@/components/page-header";
import type { Resource } from "@/contract/model";
import { FindForm } from "@/features/list/find-form";
import { may } from "@/lib/access";
import { isComplete, newHref, type Scope } from "@/lib/addresses";
import { inSentence, words } from "@/lib/words";

interface UnlistedProps {
  readonly resource: Resource;
  readonly roles: readonly string[];
  readonly scope: Scope;
}

/** Where a list would be, for records that the service can make or show but not list. */
export function Unlisted({ resource, roles, scope }: UnlistedProps) {
  const { create, read } = resource;
  return (
    <>
      <PageHeader description={resource.description} title={resource.plural}>
        {create !== null && may(create.access, roles) && isComplete(resource, scope) && (
          <ButtonLink href={newHref(resource, scope)} look="primary">
            <Icon name="plus" />
            {words("list.new", { title: inSentence(resource.title) })}
          </ButtonLink>
        )}
      </PageHeader>
      {read !== null && may(read.access, roles) ? (
        <FindForm resource={resource} scope={scope} />
      ) : (
        <p className="text-sm text-muted">{words("home.unlisted")}</p>
      )}
    </>
  );
}
