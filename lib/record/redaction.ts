import { redact } from '../log/redact.ts';
import type { Identity } from './identity.ts';
import { PATTERNS, type Pattern } from './patterns.ts';

/** The same value has the same placeholder in the whole archive, so that answers still fit together. */
export function redaction(identity: Identity): (text: string) => string {
  const secrets = [...identity.secrets].flatMap(forms);
  const names = [...identity.names]
    .flatMap(([value, name]) => [[value, name] as const, [encodeURIComponent(value), name] as const])
    .sort(([one], [other]) => other.length - one.length);
  const numbers = new Map<string, Map<string, number>>();
  const placeholder = (kind: string, value: string): string => {
    const known = numbers.get(kind) ?? new Map<string, number>();
    numbers.set(kind, known);
    if (!known.has(value)) known.set(value, known.size + 1);
    return `<${kind}-${known.get(value)}>`;
  };
  const known = (text: string): string => names.reduce((clean, [value, name]) => clean.replaceAll(value, name), text);
  return (text) =>
    known(
      PATTERNS.reduce(
        (clean, pattern) => replaced(clean, pattern, (value) => placeholder(pattern.kind, value)),
        // A project may have the form of an id, and a bucket that of a host.
        redact(text, secrets),
      ),
    );
}

/** Replaces the values of a pattern. */
export function replaced(text: string, { of, except }: Pattern, by: (value: string) => string): string {
  return text.replace(of, (match: string, ...groups: readonly unknown[]) => {
    const value = typeof groups[0] === 'string' ? groups[0] : match;
    if (value.startsWith('<') || except?.test(value)) return match;
    return match.slice(0, match.length - value.length) + by(value);
  });
}

/** A secret as it appears in answers: as it is, in a URL, and in base64 as Kubernetes shows it. */
export function forms(secret: string): readonly string[] {
  return [...new Set([secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64').replace(/=+$/, '')])];
}
