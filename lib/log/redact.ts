const MASK = '[secret]';
/** The shortest piece of a secret to mask: anywhere, and at a cut. */
const PIECE = { anywhere: 12, atCut: 6 } as const;

/**
 * Mask secrets in a text: whole secrets, pieces of at least 12 characters, and beginnings of at least 6 characters
 * where the text is cut (at its end or before an ellipsis).
 */
export function redact(text: string, secrets: readonly string[]): string {
  return secrets.reduce((clean, secret) => (secret === '' ? clean : without(secret, clean)), text);
}

function without(secret: string, text: string): string {
  const whole = text.replaceAll(secret, MASK);
  return withoutCut(secret, withoutPieces(secret, whole));
}

function withoutPieces(secret: string, text: string): string {
  const size = PIECE.anywhere;
  if (secret.length <= size) return text;
  const pieces = new Set(Array.from({ length: secret.length - size + 1 }, (_, at) => secret.slice(at, at + size)));
  let clean = '';
  let kept = 0;
  for (let at = 0; at + size <= text.length; at++) {
    if (!pieces.has(text.slice(at, at + size))) continue;
    let end = at + size;
    while (end < text.length && pieces.has(text.slice(end + 1 - size, end + 1))) end++;
    clean += text.slice(kept, at) + MASK;
    kept = end;
    at = end - 1;
  }
  return clean + text.slice(kept);
}

function withoutCut(secret: string, text: string): string {
  for (let length = Math.min(secret.length - 1, PIECE.anywhere); length >= PIECE.atCut; length--) {
    const beginning = secret.slice(0, length);
    if (!text.includes(beginning)) continue;
    const escaped = beginning.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    text = text.replace(new RegExp(`${escaped}(?=…|\\.\\.\\.|$)`, 'gm'), MASK);
  }
  return text;
}
