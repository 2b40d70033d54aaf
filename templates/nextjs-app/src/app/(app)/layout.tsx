import { cookies } from "next/headers";
import type { ReactNode } from "react";
import { product } from "@/contract";
import { navigationFor } from "@/features/navigation";
import { Shell } from "@/features/shell/shell";
import { namesOf } from "@/lib/access";
import { THEME_COOKIE, themeOf } from "@/lib/theme";
import { getSession } from "@/server/session";

/** Whoever is signed in sees the frame; each page sends everybody else to sign in, and back to itself. */
export default async function AppLayout({ children }: { readonly children: ReactNode }) {
  const session = await getSession();
  if (session === null) return children;
  return (
    <Shell
      groups={navigationFor(session.roles)}
      roles={namesOf(session.roles)}
      theme={themeOf((await cookies()).get(THEME_COOKIE)?.value)}
      title={product.title}
      user={session.user}
    >
      {children}
    </Shell>
  );
}
