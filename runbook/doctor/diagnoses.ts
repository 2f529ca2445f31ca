import type { Diagnosis } from '../../lib/diagnosis/index.ts';
import type { Style } from '../../lib/log/format.ts';

const NOTHING = 'No line of this text reports a failure. (Only English is read.)';
/** The file of a line of the evidence. */
const place = (file: string | undefined): string => (file ? `${file}: ` : '');

/** Each cause with its evidence and remedy, the surest first. */
export function formatDiagnoses(found: readonly Diagnosis[], style: Style): string {
  if (found.length === 0) return NOTHING;
  return found
    .map(({ code, cause, confidence, evidence, files = [], remedy }) =>
      [
        `${style.bad('✗')} ${style.bold(capital(cause))} ${style.dim(`[${code}, ${confidence}]`)}`,
        ...evidence.map((line, at) => `    ${style.dim(place(files[at]))}${line}`),
        `  → ${remedy}`,
      ].join('\n'),
    )
    .join('\n\n');
}

/** Names of programs keep their small letter. */
const capital = (sentence: string): string =>
  /^(vLLM|kubectl|gcloud)\b/.test(sentence) ? sentence : sentence.slice(0, 1).toUpperCase() + sentence.slice(1);
