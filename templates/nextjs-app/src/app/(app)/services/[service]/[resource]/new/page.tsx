import type { Metadata } from "next";
import { PageHeader } from "@/components/page-header";
import { ProblemState } from "@/components/problem-state";
import { resourceAt } from "@/features/catalogue";
import { RecordForm } from "@/features/form/record-form";
import { may } from "@/lib/access";
import { isComplete, listHref, newHref, scopeOf } from "@/lib/addresses";
import { inSentence, words } from "@/lib/words";
import { requireSession } from "@/server/session";

interface NewPageProps {
  readonly params: Promise<{ readonly service: string; readonly resource: string }>;
  readonly searchParams: Promise<Readonly<Record<string, string | string[] | undefined>>>;
}

export async function generateMetadata({ params }: NewPageProps): Promise<Metadata> {
  const { service, resource } = await params;
  return { title: words("list.new", { title: inSentence(resourceAt(service, resource).title) }) };
}

export default async function NewPage({ params, searchParams }: NewPageProps) {
  const { service, resource: name } = await params;
  const resource = resourceAt(service, name);
  const scope = scopeOf(resource, await searchParams);
  const { roles } = await requireSession(newHref(resource, scope));
  const { create } = resource;
  const status =
    create === null || !isComplete(resource, scope) ? 404 : may(create.access, roles) ? null : 403;
  return (
    <div className="mx-auto max-w-4xl">
      <PageHeader
        title={words("list.new", { title: inSentence(resource.title) })}
        up={{ href: listHref(resource, scope), title: resource.plural }}
      />
      {create === null || status !== null ? (
        <ProblemState problem={{ status: status ?? 404, reference: null }} />
      ) : (
        <RecordForm operation={create} resource={resource} scope={scope} version={null} />
      )}
    </div>
  );
}
