import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { CAUSES } from '../../lib/diagnosis/index.ts';
import { loadData } from '../../sandbox/core/data.ts';
import type { FaultCatalogue, FaultEntry } from '../../sandbox/core/fault-register.ts';

const PAGE = fileURLToPath(new URL('../../sandbox/FAULTS.md', import.meta.url));
const CASES = new URL('../conformance/sandbox/faults/', import.meta.url);
const faults = Object.entries(loadData<FaultCatalogue>('faults'));

/** The code of the cause that the runbook finds in what a learner sees, whoever says it. */
const verdict = ({ seen, runbook }: FaultEntry): string | undefined =>
  runbook ?? CAUSES.find(({ pattern }) => pattern?.test(seen))?.code;

function row([name, entry]: (typeof faults)[number]): string {
  const params = Object.entries(entry.params ?? {}).map(([key, meaning]) => `<br>\`${key}\`: ${meaning}`);
  return `| \`${name}\`${params.join('')} | ${entry.strikes} | ${entry.seen.replaceAll('|', '\\|')} | ${verdict(entry)} |`;
}

/** After a change of `faults.yaml` the page is made anew by `npx vitest run --project unit test/sandbox/faults-page -u`. */
test('FAULTS.md lists every fault, where it strikes, what a learner sees and what the runbook says', async () => {
  const page = [
    '# Faults on demand',
    '',
    '`npm run sandbox -- fault add NAME key=value …` switches one on, `fault clear [NAME]` mends it, `fault list` shows them; a',
    'scenario file has them under `faults:`. The last column is the code of the runbook’s diagnosis (`lib/diagnosis`), which comes',
    'with a sentence and a remedy. Each is switched on, seen through gcloud, kubectl or curl, and mended in',
    '`test/conformance/sandbox/faults`. Made from `data/faults.yaml` by its test.',
    '',
    '| fault | strikes | a learner sees | the runbook says |',
    '|---|---|---|---|',
    ...faults.map(row),
    '',
  ];
  await expect(page.join('\n')).toMatchFileSnapshot(PAGE);
});

test.each(faults)('the runbook has an answer to %s', (_, entry) => {
  expect(verdict(entry)).toBeDefined();
});

test.each(faults)('%s is seen through a real client, by a test that begins with its name', (name) => {
  const cases = readdirSync(CASES).map((file) => readFileSync(new URL(file, CASES), 'utf8'));
  expect(cases.some((text) => text.includes(`test('${name}: `))).toBe(true);
});
