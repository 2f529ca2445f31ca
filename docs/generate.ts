import { readFileSync, writeFileSync } from 'node:fs';
import { CAUSES_ABOUT } from '../lib/diagnosis/causes/index.ts';
import { isMain } from '../lib/runner/script.ts';
import { causesTables } from './tables/causes.ts';
import { comparedTable, redactedTable } from './tables/compare.ts';
import { drillsTable } from './tables/drills.ts';
import { fastStepsTable, minutesTable, readTable, stepsTable } from './tables/steps.ts';
import { variablesTable } from './tables/variables.ts';

// npm run docs: writes the generated tables of the pages. The text around the tables is written by hand.

/** The tables of each page, by the names of its markers. */
const TABLES: Readonly<Record<string, Readonly<Record<string, () => string>>>> = {
  'steps.md': { steps: stepsTable, read: readTable, fast: fastStepsTable, minutes: minutesTable },
  'variables.md': { variables: variablesTable },
  'troubleshooting.md': { causes: () => causesTables(CAUSES_ABOUT) },
  'drills.md': { drills: drillsTable },
  'compare.md': { redacted: redactedTable, compared: comparedTable },
};

export const GENERATED: readonly string[] = Object.keys(TABLES);

/** The committed and the generated text of a page. @throws Error if a marker is missing */
export function page(name: string): { readonly committed: string; readonly generated: string } {
  const committed = readFileSync(fileOf(name), 'utf8');
  let generated = committed;
  for (const [block, table] of Object.entries(TABLES[name]!)) {
    const begin = `<!-- begin ${block}: npm run docs -->`;
    const end = `<!-- end ${block} -->`;
    const from = generated.indexOf(begin);
    const to = generated.indexOf(end);
    if (from < 0 || to < from) throw new Error(`docs/${name} has no lines "${begin}" and "${end}", in this order`);
    generated = `${generated.slice(0, from + begin.length)}\n\n${table()}\n\n${generated.slice(to)}`;
  }
  return { committed, generated };
}

const fileOf = (name: string): URL => new URL(name, import.meta.url);

if (isMain(import.meta)) for (const name of GENERATED) writeFileSync(fileOf(name), page(name).generated);
