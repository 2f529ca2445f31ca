import { usage } from '../../lib/runner/flags.ts';

/** The parts of a learner's link. */
export interface Link {
  /** The origin of the hub. */
  readonly url: string;
  readonly secret: string;
  /** SHA-256 of the certificate, base64url, of a class with TLS. */
  readonly fingerprint?: string;
}

/** @throws RunbookError USAGE; the message does not repeat the link, which is a secret */
export function readLink(text: string): Link {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const [, secret] = /^\/join\/([\w-]{22})$/.exec(url?.pathname ?? '') ?? [];
  if (!url || secret === undefined || (url.protocol !== 'http:' && url.protocol !== 'https:'))
    throw usage('URL is not a link of a class: expected http(s)://HOST:PORT/join/SECRET');
  const [, fingerprint] = /^#([\w-]{43})$/.exec(url.hash) ?? [];
  if (url.protocol === 'https:' && fingerprint === undefined)
    throw usage('URL lacks the fingerprint of the certificate behind #: copy the whole link, in quotes');
  return { url: url.origin, secret, ...(fingerprint !== undefined && { fingerprint }) };
}
