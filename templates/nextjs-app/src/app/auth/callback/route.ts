import { NextResponse } from "next/server";
import type { NextRequest } from "next/server";
import { endSession } from "@/server/access-token";
import {
  removed,
  SESSION_COOKIE,
  sessionCookie,
  sessionIdOf,
  SIGN_IN_COOKIE,
  signInOf,
} from "@/server/cookies";
import { env } from "@/server/env";
import { log, reason } from "@/server/log";
import { completeSignIn } from "@/server/oidc";
import { clientAddress, tooMany } from "@/server/rate-limit";
import { safeReturnTo } from "@/server/return-to";
import { createSession, newSessionId } from "@/server/session-store";

export const dynamic = "force-dynamic";

/** The issuer sends a person back: a code becomes a session, under an id that nobody can have known before. */
export async function GET(request: NextRequest): Promise<Response> {
  const { publicUrl, sessionHours, signInsPerMinute } = env();
  const signIn = await signInOf(request.cookies.get(SIGN_IN_COOKIE)?.value);
  if (signIn === null) return failed(publicUrl, "expired");
  try {
    const limited = await tooMany(`callback ${clientAddress(request.headers)}`, signInsPerMinute);
    if (limited !== null) return limited;
    const session = await completeSignIn(request.nextUrl.search, signIn);
    const before = await sessionIdOf(request.cookies.get(SESSION_COOKIE)?.value);
    if (before !== null) await endSession(before);
    const id = newSessionId();
    await createSession(id, session);
    log.info("sign_in.succeeded", { subject: session.user.subject });
    const response = NextResponse.redirect(new URL(safeReturnTo(signIn.returnTo), publicUrl), 303);
    response.cookies.set(await sessionCookie(id, sessionHours * 3600));
    response.cookies.set(removed(SIGN_IN_COOKIE));
    response.headers.set("Cache-Control", "no-store");
    return response;
  } catch (error) {
    log.warning("sign_in.failed", { reason: reason(error) });
    return failed(publicUrl, "refused");
  }
}

function failed(publicUrl: string, why: "expired" | "refused"): Response {
  const response = NextResponse.redirect(new URL(`/auth/failed?reason=${why}`, publicUrl), 303);
  response.cookies.set(removed(SIGN_IN_COOKIE));
  response.headers.set("Cache-Control", "no-store");
  return response;
}
