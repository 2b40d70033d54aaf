"use client";

import { useId } from "react";
import { buttonClass } from "@/components/button";
import { Icon } from "@/components/icon";
import { ThemeChoice } from "@/features/shell/theme-choice";
import type { Theme } from "@/lib/theme";
import { words } from "@/lib/words";

interface UserMenuProps {
  readonly user: { readonly name: string; readonly email: string | null };
  readonly roles: readonly string[];
  readonly theme: Theme;
}

/** Who is signed in, how things look, and the way out. A native popover: Escape and a press elsewhere close it. */
export function UserMenu({ user, roles, theme }: UserMenuProps) {
  const id = useId();
  return (
    <>
      <button
        aria-label={words("app.account", { name: user.name })}
        className="flex min-h-10 items-center gap-2 rounded-control px-2 text-sm hover:bg-sunken"
        popoverTarget={id}
        type="button"
      >
        <span className="grid size-8 place-items-center rounded-full bg-accent-soft text-accent">
          <Icon name="user" />
        </span>
        <span className="hidden max-w-40 truncate sm:inline">{user.name}</span>
        <Icon className="hidden size-4 sm:block" name="down" />
      </button>
      <div
        className="menu-popover w-72 rounded-card border border-line bg-surface p-4 text-sm text-ink shadow-floating"
        id={id}
        popover="auto"
      >
        <p className="text-xs text-muted">{words("app.signedInAs")}</p>
        <p className="font-medium">{user.name}</p>
        {user.email !== null && <p className="text-muted">{user.email}</p>}
        <p className="mt-3 text-xs text-muted">{words("app.roles")}</p>
        <p>{roles.length === 0 ? words("app.noRoles") : roles.join(", ")}</p>
        <div className="my-4 border-t border-line pt-4">
          <ThemeChoice theme={theme} />
        </div>
        <form action="/auth/sign-out" method="post">
          <button className={buttonClass("plain", "w-full")} type="submit">
            {words("app.signOut")}
          </button>
        </form>
      </div>
    </>
  );
}
