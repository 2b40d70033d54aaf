import Link from "next/link";
import type { ReactNode } from "react";
import { Icon } from "@/components/icon";

interface PageHeaderProps {
  readonly title: string;
  readonly description?: string | null;
  /** One step up. */
  readonly up?: { readonly href: string; readonly title: string };
  readonly children?: ReactNode;
}

/** What a page is about, the way up, and what can be done here. */
export function PageHeader({ title, description = null, up, children }: PageHeaderProps) {
  return (
    <header className="mb-6">
      {up !== undefined && (
        <Link
          className="-ms-1 mb-2 inline-flex min-h-8 items-center gap-1 rounded-control pe-2 text-sm text-muted hover:text-ink"
          href={up.href}
        >
          <Icon className="size-4" name="previous" />
          {up.title}
        </Link>
      )}
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <h1 className="min-w-0 text-2xl font-semibold">{title}</h1>
        {children !== undefined && <div className="flex flex-wrap gap-2">{children}</div>}
      </div>
      {description !== null && (
        <p className="mt-2 line-clamp-6 max-w-prose whitespace-pre-line text-sm text-muted">
          {description}
        </p>
      )}
    </header>
  );
}
