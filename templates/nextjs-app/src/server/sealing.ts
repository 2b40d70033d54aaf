import "server-only";
import { hkdfSync } from "node:crypto";
import { EncryptJWT, jwtDecrypt } from "jose";
import type { JWTPayload } from "jose";
import { env } from "@/server/env";

/** What a sealed value is for. Each purpose has a key of its own, so that no value passes for another kind. */
export type Purpose = "session-cookie" | "session-data" | "sign-in";

function keyFor(secret: string, purpose: Purpose): Uint8Array {
  return new Uint8Array(hkdfSync("sha256", secret, "web", purpose, 32));
}

/**
 * Encrypts a value (AES-256-GCM) so that only this app can read or make it; it is void after `seconds`. With a `place`
 * it is good in that place only: whoever can move it elsewhere has moved nothing.
 */
export async function seal(
  purpose: Purpose,
  value: JWTPayload,
  seconds: number,
  place?: string,
): Promise<string> {
  const placed = place === undefined ? value : { ...value, aud: place };
  return new EncryptJWT(placed)
    .setProtectedHeader({ alg: "dir", enc: "A256GCM" })
    .setIssuedAt()
    .setExpirationTime(`${seconds} seconds`)
    .encrypt(keyFor(env().secrets[0], purpose));
}

/** The value, or null when it is not one of ours, was sealed for something or somewhere else, or is too old. */
export async function unseal(
  purpose: Purpose,
  sealed: string,
  place?: string,
): Promise<JWTPayload | null> {
  for (const secret of env().secrets) {
    try {
      const options = {
        keyManagementAlgorithms: ["dir"],
        contentEncryptionAlgorithms: ["A256GCM"],
        ...(place === undefined ? {} : { audience: place }),
      };
      return (await jwtDecrypt(sealed, keyFor(secret, purpose), options)).payload;
    } catch {
      continue;
    }
  }
  return null;
}
