import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { diagnoseText } from '../../lib/diagnosis/index.ts';
import { loadData } from '../../sandbox/core/data.ts';
import type { FaultCatalogue, FaultEntry } from '../../sandbox/core/fault-register.ts';

const PAGE = fileURLToPath(new URL('../../sandbox/FAULTS.md', import.meta.url));
const CASES = new URL('../conformance/sandbox/faults/', import.meta.url);
const faults = Object.entries(loadData<FaultCatalogue>('faults'));

/** The code of the cause that the runbook's diagnosis finds in the message. */
const verdict = ({ seen, runbook }: FaultEntry): string | undefined => runbook ?? diagnoseText(seen)[0]?.code;

function row([name, entry]: (typeof faults)[number]): string {
  const params = Object.entries(entry.params ?? {}).map(([key, meaning]) => `<br>\`${key}\`: ${meaning}`);
  return `| \`${name}\`${params.join('')} | ${entry.strikes} | ${entry.seen.replaceAll('|', '\\|')} | ${verdict(entry)} |`;
}

/** After a change of `faults.yaml`, update the page: `npx vitest run --project unit test/sandbox/faults-page -u`. */
test('FAULTS.md lists every fault with its message and diagnosis', async () => {
  const page = [
    '# Faults on demand',
    '',
    '`npm run sandbox -- fault add NAME key=value …` switches a fault on, `fault clear [NAME]` switches it off, and `fault list`',
    'lists the faults. A scenario file sets faults under `faults:`. The last column is the cause that the runbook’s diagnosis',
    '(`lib/diagnosis`) reports, with a sentence and a remedy. The tests in `test/conformance/sandbox/faults` switch each fault',
    'on, observe it through gcloud, kubectl or curl, and switch it off.',
    '',
    'Generated from `data/faults.yaml` by `npx vitest run --project unit test/sandbox/faults-page -u`.',
    '',
    '| Fault | Strikes | What a learner sees | What the runbook reports |',
    '|---|---|---|---|',
    ...faults.map(row),
    '',
  ];
  await expect(page.join('\n')).toMatchFileSnapshot(PAGE);
});

test.each(faults)('the runbook diagnoses %s', (_, entry) => {
  expect(verdict(entry)).toBeDefined();
});

const quoted = faults.filter(([, { source }]) => source !== undefined);

test.each(quoted)('the diagnosis of the text of %s is the one that the page names', (_, { seen, runbook = '' }) => {
  expect(diagnoseText(seen).map(({ code }) => code)).toContain(runbook);
});

test.each(faults)('a conformance test observes %s through a real client', (name) => {
  const cases = readdirSync(CASES).map((file) => readFileSync(new URL(file, CASES), 'utf8'));
  expect(cases.some((text) => text.includes(`test('${name}: `))).toBe(true);
});
