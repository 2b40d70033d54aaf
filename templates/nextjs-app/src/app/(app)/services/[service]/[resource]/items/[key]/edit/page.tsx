import type { Metadata } from "next";
import { PageHeader } from "@/components/page-header";
import { ProblemState } from "@/components/problem-state";
import { resourceAt } from "@/features/catalogue";
import { RecordForm } from "@/features/form/record-form";
import { loadRecord, type Loaded } from "@/features/record/load";
import { may } from "@/lib/access";
import { editHref, itemHref, scopeOf } from "@/lib/addresses";
import { labelOf } from "@/lib/record";
import { words } from "@/lib/words";
import { requireSession } from "@/server/session";

interface EditPageProps {
  readonly params: Promise<{
    readonly service: string;
    readonly resource: string;
    readonly key: string;
  }>;
  readonly searchParams: Promise<Readonly<Record<string, string | string[] | undefined>>>;
}

export async function generateMetadata({ params }: EditPageProps): Promise<Metadata> {
  const { service, resource } = await params;
  return { title: `${words("record.edit")} · ${resourceAt(service, resource).title}` };
}

export default async function EditPage({ params, searchParams }: EditPageProps) {
  const { service, resource: name, key: encoded } = await params;
  const resource = resourceAt(service, name);
  const key = decodeURIComponent(encoded);
  const scope = scopeOf(resource, await searchParams);
  const { roles } = await requireSession(editHref(resource, key, scope));
  const { update } = resource;
  const status = update === null ? 404 : may(update.access, roles) ? null : 403;
  const loaded: Loaded =
    status === null
      ? await loadRecord(resource, key, scope, roles)
      : { problem: { status, reference: null } };
  const title = "version" in loaded ? labelOf(resource, loaded.version.record) : resource.title;
  return (
    <div className="mx-auto max-w-4xl">
      <PageHeader
        title={`${words("record.edit")}: ${title}`}
        up={{ href: itemHref(resource, key, scope), title }}
      />
      {"problem" in loaded || update === null ? (
        <ProblemState
          problem={"problem" in loaded ? loaded.problem : { status: 404, reference: null }}
          returnTo={editHref(resource, key, scope)}
        />
      ) : (
        <RecordForm operation={update} resource={resource} scope={scope} version={loaded.version} />
      )}
    </div>
  );
}
