"use client";

import { usePathname } from "next/navigation";
import { useEffect, useRef } from "react";
import { Icon } from "@/components/icon";
import type { NavigationGroup } from "@/features/navigation";
import { Navigation } from "@/features/shell/navigation-list";
import { words } from "@/lib/words";

interface DrawerProps {
  readonly title: string;
  readonly groups: readonly NavigationGroup[];
}

/** The navigation on narrow screens: a native modal dialog, so focus stays inside and Escape closes it. */
export function Drawer({ title, groups }: DrawerProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const path = usePathname();
  useEffect(() => dialog.current?.close(), [path]);
  return (
    <div className="lg:hidden">
      <button
        aria-haspopup="dialog"
        aria-label={words("app.menu")}
        className="grid size-10 place-items-center rounded-control hover:bg-sunken"
        onClick={() => dialog.current?.showModal()}
        type="button"
      >
        <Icon name="menu" />
      </button>
      <dialog
        aria-label={title}
        className="drawer border-e border-line bg-surface text-ink"
        onClick={(event) => {
          if (event.target === event.currentTarget) event.currentTarget.close();
        }}
        ref={dialog}
      >
        <div className="flex h-full flex-col gap-4 overflow-y-auto p-4">
          <div className="flex items-center justify-between gap-2 ps-3">
            <p className="line-clamp-1 font-semibold">{title}</p>
            <button
              aria-label={words("app.close")}
              className="grid size-10 shrink-0 place-items-center rounded-control hover:bg-sunken"
              onClick={() => dialog.current?.close()}
              type="button"
            >
              <Icon name="close" />
            </button>
          </div>
          <nav aria-label={words("app.navigation")}>
            <Navigation groups={groups} />
          </nav>
        </div>
      </dialog>
    </div>
  );
}
