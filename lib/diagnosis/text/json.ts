/** An object of Kubernetes' event, of a structured log entry, or of a container's status, as far as its text needs it. */
type Json = Readonly<Record<string, unknown>>;

/** The texts in JSON as lines, as the same facts would stand in a log or in `kubectl describe`. */
export function linesOfJson(value: unknown): readonly string[] {
  if (typeof value === 'string') return value.split('\n');
  if (Array.isArray(value)) return value.flatMap(linesOfJson);
  if (typeof value !== 'object' || value === null) return [];
  const { type, reason, message, severity, level, state, ...rest } = value as Json;
  // A running container's last state is over.
  const left = isRunning(state) ? { ...rest, lastState: undefined } : rest;
  const words = [reason, message].filter((word) => typeof word === 'string').join(': ');
  const serious = String(severity ?? level ?? '').toUpperCase();
  const said = type === 'Normal' || type === 'Warning' ? [`${type}  ${reason}  ${message}`] : words.split('\n');
  return [
    ...(serious === '' ? said : said.map((line) => `${serious} ${line}`)).filter((line) => line.trim() !== ''),
    ...linesOfJson(state),
    ...linesOfJson(Object.values(left)),
  ];
}

const isRunning = (state: unknown): boolean => typeof state === 'object' && state !== null && 'running' in state;

/** A text with its JSON, whole or one object a line, as lines. */
export function withoutJson(text: string): string {
  const whole = parsed(text);
  if (whole !== undefined) return linesOfJson(whole).join('\n');
  return text
    .split('\n')
    .map((line) => {
      const found = line.startsWith('{') ? parsed(line) : undefined;
      return found === undefined ? line : linesOfJson(found).join('\n');
    })
    .join('\n');
}

function parsed(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
