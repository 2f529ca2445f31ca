import { createHash, timingSafeEqual } from 'node:crypto';
import { StatusError } from '../store/status-error.ts';

/** Compares the bearer token in constant time. @throws StatusError Unauthorized */
export function authenticate(authorization: string | string[] | undefined, token: string): void {
  const given = /^Bearer +(.+)$/i.exec(String(authorization ?? ''))?.[1]?.trim() ?? '';
  if (!timingSafeEqual(digest(given), digest(token))) throw new StatusError('Unauthorized', 'Unauthorized');
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
