import type { Metadata } from "next";
import { log, reason } from "@/server/log";
import { endSessionUrl } from "@/server/oidc";

export const metadata: Metadata = { title: "Signed out" };

/** Says that the session is over. Right after signing out it goes on to the issuer, which ends its own session too. */
export default async function SignedOutPage({
  searchParams,
}: {
  readonly searchParams: Promise<Readonly<Record<string, string | string[] | undefined>>>;
}) {
  const leaving = (await searchParams).leave === "1" ? await issuersEnd() : null;
  return (
    <main>
      {leaving === null ? null : <meta httpEquiv="refresh" content={`0; url=${leaving.href}`} />}
      <h1>You are signed out</h1>
      <p>
        <a href="/auth/sign-in">Sign in again</a>
      </p>
    </main>
  );
}

async function issuersEnd(): Promise<URL | null> {
  try {
    return await endSessionUrl();
  } catch (error) {
    log.warning("sign_out.issuer_unavailable", { reason: reason(error) });
    return null;
  }
}
