"use client";

import Link, { useLinkStatus } from "next/link";
import { usePathname } from "next/navigation";
import { Icon, type IconName } from "@/components/icon";
import type { NavigationGroup } from "@/features/navigation";
import { words } from "@/lib/words";

/** Every place one can go to, service by service. */
export function Navigation({ groups }: { readonly groups: readonly NavigationGroup[] }) {
  const path = usePathname();
  return (
    <div className="flex flex-col gap-6 text-sm">
      <ul>
        <li>
          <Entry
            current={path === "/" ? "page" : undefined}
            href="/"
            icon="home"
            title={words("app.home")}
          />
        </li>
      </ul>
      {groups.map(({ name, title, links }) => (
        <div key={name}>
          <h2 className="mb-1 line-clamp-2 px-3 text-xs font-semibold text-muted">{title}</h2>
          <ul className="flex flex-col gap-0.5">
            {links.map((link) => (
              <li key={link.href}>
                <Entry
                  current={
                    path === link.href
                      ? "page"
                      : path.startsWith(`${link.href}/`)
                        ? "true"
                        : undefined
                  }
                  href={link.href}
                  icon={link.kind === "action" ? "action" : undefined}
                  title={link.title}
                />
              </li>
            ))}
          </ul>
        </div>
      ))}
    </div>
  );
}

interface EntryProps {
  readonly href: string;
  readonly title: string;
  readonly icon: IconName | undefined;
  readonly current: "page" | "true" | undefined;
}

function Entry({ href, title, icon, current }: EntryProps) {
  return (
    <Link
      aria-current={current}
      className="flex min-h-9 items-center gap-2 rounded-control px-3 py-1.5 hover:bg-sunken aria-[current]:bg-accent-soft aria-[current]:font-medium aria-[current]:text-accent-strong"
      href={href}
    >
      {icon !== undefined && <Icon className="size-4" name={icon} />}
      <span className="line-clamp-2">{title}</span>
      <OnTheWay />
    </Link>
  );
}

/** Shown beside a link while the page behind it is on its way, if that takes a while. */
function OnTheWay() {
  const { pending } = useLinkStatus();
  return (
    <span
      aria-hidden="true"
      className={`ms-auto size-2 shrink-0 rounded-full bg-accent transition-opacity ${pending ? "animate-pulse opacity-100 delay-150" : "opacity-0"}`}
    />
  );
}
