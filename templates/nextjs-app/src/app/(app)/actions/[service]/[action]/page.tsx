import type { Metadata } from "next";
import { PageHeader } from "@/components/page-header";
import { ProblemState } from "@/components/problem-state";
import { ActionForm } from "@/features/action/action-form";
import { actionAt } from "@/features/catalogue";
import { may } from "@/lib/access";
import { actionHref } from "@/lib/addresses";
import { requireSession } from "@/server/session";

interface ActionPageProps {
  readonly params: Promise<{ readonly service: string; readonly action: string }>;
}

export async function generateMetadata({ params }: ActionPageProps): Promise<Metadata> {
  const { service, action } = await params;
  return { title: actionAt(service, action).title };
}

export default async function ActionPage({ params }: ActionPageProps) {
  const { service, action: name } = await params;
  const action = actionAt(service, name);
  const { roles } = await requireSession(actionHref(action));
  return (
    <div className="mx-auto max-w-4xl">
      <PageHeader description={action.description} title={action.title} />
      {may(action.access, roles) ? (
        <ActionForm action={action} />
      ) : (
        <ProblemState problem={{ status: 403, reference: null }} />
      )}
    </div>
  );
}
