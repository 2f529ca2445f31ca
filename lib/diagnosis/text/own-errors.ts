import type { Diagnosis, NamedText } from './diagnose-text.ts';

/** An error as a runbook prints it (`lib/log/format.ts`): the message with its code, the evidence, the remedy. */
const ERROR = /^✗ (?<message>.+) \[(?<code>[A-Z_]+)\]$/;
const EVIDENCE = /^ {4}(?<line>\S.*)$/;
const REMEDY = /^ {2}→ (?<remedy>.+)$/;

/** What a runbook said itself, for a text in which no known cause is found. */
export function ownErrors(texts: readonly NamedText[]): readonly Diagnosis[] {
  const found = texts.flatMap(({ name, text }) => {
    const lines = text.split('\n');
    return lines.flatMap((line, at) => {
      const { message, code } = ERROR.exec(line)?.groups ?? {};
      return message && code ? [diagnosis(code, message, lines.slice(at + 1), name)] : [];
    });
  });
  return [...new Map(found.map((one) => [`${one.code} ${one.cause}`, one])).values()];
}

function diagnosis(code: string, cause: string, after: readonly string[], name: string | undefined): Diagnosis {
  const end = after.findIndex((line) => !EVIDENCE.test(line));
  const said = after.slice(0, end < 0 ? undefined : end).map((line) => line.trim());
  const evidence = said.length > 0 ? said : [cause];
  return {
    code,
    cause,
    confidence: 'certain',
    evidence,
    ...(name !== undefined && { files: evidence.map(() => name) }),
    remedy: REMEDY.exec(after[said.length] ?? '')?.groups?.remedy ?? 'Run the command again with DEBUG=1.',
    parameters: {},
  };
}
