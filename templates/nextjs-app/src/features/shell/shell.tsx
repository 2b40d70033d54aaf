import Link from "next/link";
import type { ReactNode } from "react";
import { Icon } from "@/components/icon";
import { Drawer } from "@/features/shell/drawer";
import { Navigation } from "@/features/shell/navigation-list";
import { UserMenu } from "@/features/shell/user-menu";
import type { NavigationGroup } from "@/features/navigation";
import type { Theme } from "@/lib/theme";
import { words } from "@/lib/words";

interface ShellProps {
  readonly title: string;
  readonly user: { readonly name: string; readonly email: string | null };
  readonly roles: readonly string[];
  readonly theme: Theme;
  readonly groups: readonly NavigationGroup[];
  readonly children: ReactNode;
}

/** The frame of every page: the product's name, where one can go, and who is signed in. */
export function Shell({ title, user, roles, theme, groups, children }: ShellProps) {
  return (
    <div className="flex min-h-dvh flex-col">
      <header className="sticky top-0 z-30 border-b border-line bg-surface">
        <div className="flex h-14 items-center gap-2 px-3 sm:px-5">
          <Drawer groups={groups} title={title} />
          <Link
            className="flex min-w-0 items-center gap-2.5 rounded-control px-1 py-1 font-semibold"
            href="/"
          >
            <Mark title={title} />
            <span className="line-clamp-1">{title}</span>
          </Link>
          <div className="ms-auto">
            <UserMenu roles={roles} theme={theme} user={user} />
          </div>
        </div>
      </header>
      <div className="mx-auto flex w-full max-w-[96rem] flex-1">
        <div className="hidden w-64 shrink-0 border-e border-line lg:block">
          <nav
            aria-label={words("app.navigation")}
            className="sticky top-14 max-h-[calc(100dvh-3.5rem)] overflow-y-auto px-3 py-5"
          >
            <Navigation groups={groups} />
          </nav>
        </div>
        <main
          className="min-w-0 flex-1 px-4 py-6 outline-none sm:px-6 lg:px-10 lg:py-8"
          id="content"
          tabIndex={-1}
        >
          {children}
        </main>
      </div>
    </div>
  );
}

/** The first letter of the product's name. */
function Mark({ title }: { readonly title: string }) {
  const letter = [...title.trim()][0]?.toLocaleUpperCase();
  return (
    <span
      aria-hidden="true"
      className="grid size-8 shrink-0 place-items-center rounded-control bg-accent text-sm font-bold text-on-accent"
    >
      {letter !== undefined && /[\p{L}\p{N}]/u.test(letter) ? letter : <Icon name="home" />}
    </span>
  );
}
