/** An object of Kubernetes' event, of a structured log entry, or of a container's status, as far as its text needs it. */
type Json = Readonly<Record<string, unknown>>;

/** The texts in JSON as lines, as the same facts would stand in a log or in `kubectl describe`. */
export function linesOfJson(value: unknown): readonly string[] {
  if (typeof value === 'string') return value.split('\n');
  if (Array.isArray(value)) return value.flatMap(linesOfJson);
  if (typeof value !== 'object' || value === null) return [];
  const refused = ofGoogle(value as Json) ?? ofFastApi(value as Json) ?? ofEnvoy(value as Json);
  if (refused !== undefined) return [refused];
  const { type, reason, message, severity, level, state, ...rest } = value as Json;
  // Google's messages in parts: the visibility log of the cluster autoscaler.
  if (typeof rest.messageId === 'string' && Array.isArray(rest.parameters))
    return [[rest.messageId, ...rest.parameters].filter((part) => typeof part === 'string' && part !== '').join(': ')];
  // A running container's last state is over.
  const left = isRunning(state) ? { ...rest, lastState: undefined } : rest;
  const words = [reason, message].filter((word) => typeof word === 'string').join(': ');
  const serious = String([severity, level].find((one) => one !== undefined && !isObject(one)) ?? '').toUpperCase();
  const said = type === 'Normal' || type === 'Warning' ? [`${type}  ${reason}  ${message}`] : words.split('\n');
  return [
    ...(serious === '' ? said : said.map((line) => `${serious} ${line}`)).filter((line) => line.trim() !== ''),
    ...linesOfJson(state),
    ...linesOfJson([type, reason, message, severity, level].filter(isObject)),
    ...linesOfJson(Object.values(left)),
  ];
}

const isObject = (value: unknown): boolean => typeof value === 'object';

/** The body of a refusal by one of Google's APIs, as its client for Go prints it. vLLM's has neither `status` nor `errors`. */
function ofGoogle({ code, message, status, errors, details }: Json): string | undefined {
  if (typeof code !== 'number' || code < 400 || typeof message !== 'string') return undefined;
  const word = reasonIn(details) ?? (typeof status === 'string' ? status : reasonIn(errors));
  return word === undefined ? undefined : `googleapi: Error ${code}: ${message.replaceAll('\n', ' ')}, ${word}`;
}

/** FastAPI's body of an error has nothing but `detail`: two words that do not say whose they are, or a list of fields. */
const ofFastApi = ({ detail, ...rest }: Json): string | undefined =>
  (detail === 'Not Found' || hasFields(detail)) && Object.keys(rest).length === 0
    ? JSON.stringify({ detail })
    : undefined;

const hasFields = (detail: unknown): boolean =>
  Array.isArray(detail) && detail.length > 0 && detail.every((one: Json | null) => Array.isArray(one?.loc));

/** A line of Envoy's access log: the flags say why it answers itself. */
const ofEnvoy = (entry: Json): string | undefined =>
  typeof entry.response_flags === 'string' && entry.response_code !== undefined ? JSON.stringify(entry) : undefined;

/** The first `reason` of a list of `ErrorInfo` or of errors. */
function reasonIn(list: unknown): string | undefined {
  const found = Array.isArray(list) ? list.find((one: Json | null) => typeof one?.reason === 'string') : undefined;
  return (found as Json | undefined)?.reason as string | undefined;
}

const isRunning = (state: unknown): boolean => typeof state === 'object' && state !== null && 'running' in state;

/** A block of more lines is no answer of an API. */
const LONGEST = 100;

/** A text with its JSON as lines: whole, one object a line, or a block whose first line is a bracket. */
export function withoutJson(text: string): string {
  const whole = parsed(text);
  if (whole !== undefined) return linesOfJson(whole).join('\n');
  const lines = text.split('\n');
  const read: string[] = [];
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at]!;
    const end = /^\s*[[{]$/.test(line) ? endOf(lines, at) : at;
    const found = end > at || line.startsWith('{') ? parsed(lines.slice(at, end + 1).join('\n')) : undefined;
    if (found === undefined) read.push(line);
    else {
      read.push(...linesOfJson(found));
      at = end;
    }
  }
  return read.join('\n');
}

/** The line that closes the block, which is indented as its first line is. */
function endOf(lines: readonly string[], start: number): number {
  const [, indent = '', bracket] = /^(\s*)([[{])$/.exec(lines[start]!)!;
  const closing = `${indent}${bracket === '{' ? '}' : ']'}`;
  const end = lines.slice(start, start + LONGEST).indexOf(closing);
  return end < 0 ? start : start + end;
}

function parsed(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
