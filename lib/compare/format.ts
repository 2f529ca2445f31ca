import { type Aspect, COMPARED, type Difference } from './difference.ts';

/** The report for people: differences by aspect, then by call. `-` is the recorded run, `+` the sandbox. */
export function formatDifferences(differences: readonly Difference[]): string {
  if (differences.length === 0) return 'No difference.';
  const aspects = (Object.keys(COMPARED) as Aspect[]).map((aspect) => {
    const own = differences.filter((one) => one.aspect === aspect);
    return own.length === 0 ? '' : `${COMPARED[aspect].heading}: ${own.length}\n${byCall(own)}\n`;
  });
  return [...aspects.filter(Boolean), summary(differences.length)].join('\n');
}

function byCall(differences: readonly Difference[]): string {
  const calls = [...new Set(differences.map(({ of }) => of))];
  return calls
    .flatMap((call) => [
      ...(call === '' ? [] : [`  ${cut(call)}`]),
      ...differences.filter(({ of }) => of === call).flatMap(lines),
    ])
    .join('\n');
}

function lines({ at, recorded, sandbox }: Difference): readonly string[] {
  const path = at === '' ? '' : `${at}: `;
  return [
    ...(recorded === undefined ? [] : [`    - ${path}${cut(recorded)}`]),
    ...(sandbox === undefined ? [] : [`    + ${path}${cut(sandbox)}`]),
  ];
}

const WIDTH = 300;
const cut = (text: string): string => (text.length <= WIDTH ? text : `${text.slice(0, WIDTH - 1)}…`);

const summary = (count: number): string =>
  `${count} ${count === 1 ? 'difference' : 'differences'} (- recorded, + sandbox)`;
