import { loadData } from '../core/data.ts';
import type { FaultCatalogue } from '../core/fault-register.ts';

/** `names.ts`: the names in `faults.yaml` and `durations.yaml` as types, so that a misspelt one does not compile. */
export function generate(): Map<string, string> {
  const faults = Object.entries(loadData<FaultCatalogue>('faults')).map(
    ([name, { params = {} }]) => `  readonly ${quoted(name)}: ${union(Object.keys(params))};`,
  );
  const durations = Object.keys(loadData<object>('durations')).map((name) => `  | '${name}'`);
  const lines = [
    '// Made from faults.yaml and durations.yaml by `npm run generate -w sandbox`.',
    '',
    '/** By the name of a fault: the names of its parameters. */',
    'export interface FaultParameters {',
    ...faults,
    '}',
    '',
    'export type FaultName = keyof FaultParameters;',
    '',
    'export type DurationName =',
    ...durations,
  ];
  return new Map([['data/names.ts', `${lines.join('\n')};\n`]]);
}

const quoted = (name: string): string => (/^\w+$/.test(name) ? name : `'${name}'`);

function union(names: readonly string[]): string {
  return names.length === 0 ? 'never' : names.map((name) => `'${name}'`).join(' | ');
}
