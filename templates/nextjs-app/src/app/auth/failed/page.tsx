import type { Metadata } from "next";

export const metadata: Metadata = { title: "Signing in did not work" };

const REASONS: Readonly<Record<string, string>> = {
  expired: "It took too long, or it was begun in another browser.",
  refused: "The sign-in service did not confirm who you are.",
  unavailable: "The sign-in service cannot be reached now.",
};

/** Says why signing in did not work, in words of our own: nothing of the address is shown. */
export default async function SignInFailedPage({
  searchParams,
}: {
  readonly searchParams: Promise<Readonly<Record<string, string | string[] | undefined>>>;
}) {
  const { reason } = await searchParams;
  const words =
    typeof reason === "string" && Object.hasOwn(REASONS, reason) ? REASONS[reason] : null;
  return (
    <main>
      <h1>Signing in did not work</h1>
      <p>{words ?? REASONS.refused}</p>
      <p>
        <a href="/auth/sign-in">Try again</a>
      </p>
    </main>
  );
}
