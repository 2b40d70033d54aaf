import type { Metadata, Viewport } from "next";
import { cookies } from "next/headers";
import { connection } from "next/server";
import { NuqsAdapter } from "nuqs/adapters/next/app";
import type { ReactNode } from "react";
import "@/app/globals.css";
import { product } from "@/contract";
import { Providers } from "@/features/shell/providers";
import { THEME_COOKIE, themeOf } from "@/lib/theme";
import { direction, language, words } from "@/lib/words";

export const metadata: Metadata = {
  title: { default: product.title, template: `%s · ${product.title}` },
  applicationName: product.title,
  description: product.description,
  robots: { index: false, follow: false },
};

export const viewport: Viewport = {
  width: "device-width",
  initialScale: 1,
  colorScheme: "light dark",
};

/** Rendered for every request: the nonce of the content security policy and the appearance belong to it. */
export default async function RootLayout({ children }: { readonly children: ReactNode }) {
  await connection();
  const theme = themeOf((await cookies()).get(THEME_COOKIE)?.value);
  return (
    <html data-theme={theme} dir={direction} lang={language}>
      <body>
        <a
          className="sr-only focus:not-sr-only focus:fixed focus:start-4 focus:top-3 focus:z-50 focus:rounded-control focus:bg-surface focus:px-4 focus:py-2 focus:shadow-floating"
          href="#content"
        >
          {words("app.skip")}
        </a>
        <NuqsAdapter>
          <Providers>{children}</Providers>
        </NuqsAdapter>
      </body>
    </html>
  );
}
