/** What identifies somebody, by its form. The first group is the value; without a group the match is. */
export interface Pattern {
  /** The name of the placeholder. */
  readonly kind: string;
  /** For people. */
  readonly what: string;
  readonly of: RegExp;
  /** Values that identify nobody. */
  readonly except?: RegExp;
}

const OCTET = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';
/** Names of fields whose values are made for one answer. */
const PER_ANSWER = 'etag|fingerprint|labelFingerprint|(?:request|tracking|trace|correlation)[_ -]?id';

/** In this order: an earlier pattern takes what a later one would take a part of. */
export const PATTERNS: readonly Pattern[] = [
  // The folder of the user's rendered manifests, also as a relative path.
  { kind: 'FOLDER', what: 'the folder of the rendered manifests', of: /[^\s"'=<>]+(?=\/\.runbook\/)/g },
  { kind: 'TOKEN', what: 'a Hugging Face token', of: /\bhf_[A-Za-z0-9]{16,}/g },
  { kind: 'TOKEN', what: 'an access token of Google Cloud', of: /\bya29\.[\w.-]+/g },
  { kind: 'TOKEN', what: 'a JSON web token', of: /\beyJ[\w-]{8,}\.[\w-]+\.[\w-]*/g },
  { kind: 'TOKEN', what: 'an API key', of: /\bAIza[\w-]{30,}/g },
  { kind: 'TOKEN', what: 'a bearer token', of: /\bBearer\s+([\w.~+/-]{8,}=*)/gi },
  {
    kind: 'SERVICE_ACCOUNT',
    what: 'the e-mail address of a service account',
    of: /[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.gserviceaccount\.com/g,
  },
  { kind: 'ACCOUNT', what: 'another e-mail address', of: /[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[A-Za-z]{2,}\b/g },
  { kind: 'DOMAIN', what: 'a domain in an IAM policy', of: /\bdomain:([\w-]+(?:\.[\w-]+)+)/g },
  { kind: 'BILLING_ACCOUNT', what: 'a billing account', of: /\b[0-9A-F]{6}-[0-9A-F]{6}-[0-9A-F]{6}\b/g },
  { kind: 'ORGANIZATION', what: 'the number of an organization or folder', of: /\b(?:organizations|folders)\/(\d+)/g },
  { kind: 'OPERATION', what: 'the name of an operation', of: /\boperation-\d{10,}-[0-9a-f-]+/g },
  { kind: 'UID', what: 'a UID', of: /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi },
  {
    kind: 'ID',
    what: 'an etag, a fingerprint, a request ID or a trace ID',
    of: new RegExp(`\\b(?:${PER_ANSWER})\\\\*["']?\\s*[:=]\\s*\\\\*["']?([\\w+/=.-]{4,})`, 'gi'),
  },
  {
    kind: 'IP',
    what: 'an IPv4 address, except 127.x and 0.0.0.0',
    of: new RegExp(`(?<![\\w.-])(?:${OCTET}\\.){3}${OCTET}(?![\\w-]|\\.\\d)`, 'g'),
    except: /^(?:127\.|0\.0\.0\.0)/,
  },
  { kind: 'IP', what: 'an IPv6 address', of: /(?<![\w:.])(?:[0-9a-f]{1,4}:){2,7}(?::[0-9a-f]{1,4}){1,6}(?![\w:])/gi },
  { kind: 'IP', what: 'an IPv6 address', of: /(?<![\w:.])(?:[0-9a-f]{1,4}:){5,7}[0-9a-f]{1,4}(?![\w:])/gi },
  { kind: 'DATA', what: 'long base64 text, such as a certificate', of: /(?<![\w+/])[A-Za-z0-9+/]{100,}={0,2}/g },
  // The digest of an image is public.
  {
    kind: 'HASH',
    what: 'a hash, except the digest of an image',
    of: /(?<!sha256:)(?<![0-9A-Za-z])[0-9a-f]{32,}(?![0-9A-Za-z])/g,
  },
  { kind: 'ID', what: 'a number of 15 to 25 digits', of: /(?<![\w.+-])\d{15,25}(?![\w.-])/g },
];
