import { NextResponse } from "next/server";
import type { NextRequest } from "next/server";
import { signInCookie } from "@/server/cookies";
import { env } from "@/server/env";
import { log, reason } from "@/server/log";
import { beginSignIn } from "@/server/oidc";
import { clientAddress, tooMany } from "@/server/rate-limit";
import { safeReturnTo } from "@/server/return-to";

export const dynamic = "force-dynamic";

/** Sends a person to the issuer. */
export async function GET(request: NextRequest): Promise<Response> {
  // A link of the app asks in the background, where no issuer can answer: without content, the browser comes itself.
  if (request.headers.has("rsc")) return new Response(null, { status: 204 });
  const { publicUrl, signInsPerMinute } = env();
  const returnTo = safeReturnTo(request.nextUrl.searchParams.get("returnTo"));
  if (isOtherLocalName(request, publicUrl)) {
    const there = new URL("/auth/sign-in", publicUrl);
    there.searchParams.set("returnTo", returnTo);
    return NextResponse.redirect(there);
  }
  try {
    const limited = await tooMany(`sign-in ${clientAddress(request.headers)}`, signInsPerMinute);
    if (limited !== null) return limited;
    const { location, signIn } = await beginSignIn(returnTo);
    const response = NextResponse.redirect(location);
    response.cookies.set(await signInCookie(signIn));
    response.headers.set("Cache-Control", "no-store");
    return response;
  } catch (error) {
    log.error("sign_in.unavailable", { reason: reason(error) });
    return NextResponse.redirect(new URL("/auth/failed?reason=unavailable", publicUrl));
  }
}

/** On this machine the app has several names, such as localhost; cookies know only the one that it is told. */
function isOtherLocalName(request: NextRequest, publicUrl: string): boolean {
  const { host, protocol } = new URL(publicUrl);
  return protocol === "http:" && request.headers.get("host") !== host;
}
