import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** 128 bits, in letters that a link and a QR code need not escape. */
export function newSecret(): string {
  return randomBytes(16).toString('base64url');
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Compares in a time that says nothing about the secret, not even its length. */
export function isSame(given: string, secret: string): boolean {
  return timingSafeEqual(digest(given), digest(secret));
}

/** The entry with this secret. Compares with every entry, so that the time does not tell which one. */
export function bySecret<T extends { readonly secret: string }>(entries: readonly T[], given: string): T | undefined {
  let found: T | undefined;
  for (const entry of entries) if (isSame(given, entry.secret)) found = entry;
  return found;
}
