import { NextResponse } from "next/server";
import type { NextRequest } from "next/server";
import { endSession } from "@/server/access-token";
import { removed, SESSION_COOKIE, sessionIdOf } from "@/server/cookies";
import { env } from "@/server/env";
import { log } from "@/server/log";

export const dynamic = "force-dynamic";

/**
 * Ends the session for good. Only a POST does it, so that no link or image of another site can; the page that follows
 * offers to end the issuer's session as well.
 */
export async function POST(request: NextRequest): Promise<Response> {
  const id = await sessionIdOf(request.cookies.get(SESSION_COOKIE)?.value);
  if (id !== null) {
    await endSession(id);
    log.info("sign_out", {});
  }
  const response = NextResponse.redirect(new URL("/auth/signed-out?leave=1", env().publicUrl), 303);
  response.cookies.set(removed(SESSION_COOKIE));
  response.headers.set("Cache-Control", "no-store");
  response.headers.set("Clear-Site-Data", '"cache", "storage"');
  return response;
}
