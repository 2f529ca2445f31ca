import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { hasOption, type OptionRow, optionRows, readVersions } from '../../../../sandbox/vllm/arguments/catalogue.ts';
import { SIMULATED } from '../../../../sandbox/vllm/arguments/options.ts';
import { profile } from '../../../../sandbox/vllm/profiles/data.ts';
import { modelNames } from '../../../../sandbox/vllm/profiles/models.ts';
import type { QuantizationProfile } from '../../../../sandbox/vllm/profiles/quantization.ts';
import { VllmVersion } from '../../../../sandbox/vllm/profiles/versions.ts';

const PAGE = fileURLToPath(new URL('../../../../sandbox/README.md', import.meta.url));
const BEGIN = '<!-- vllm: made by npx vitest run --project unit test/sandbox/vllm/arguments/page -u -->';
const END = '<!-- /vllm -->';
const rows = Object.entries(optionRows());

const list = (names: readonly string[]): string => names.map((name) => `\`--${name}\``).join(', ') || 'none';

const added = (version: string): string[] => rows.filter(([, row]) => row.since === version).map(([name]) => name);
const removed = (version: string): string[] => rows.filter(([, row]) => row.until === version).map(([name]) => name);

function versionRow(version: string, first: boolean): string {
  const known = rows.filter(([, row]) => hasOption(row, new VllmVersion(version))).map(([name]) => name);
  const simulated = known.filter((name) => SIMULATED.has(name)).length;
  const came = first ? 'not compared' : `${added(version).length}`;
  return `| ${version} | ${simulated} | ${known.length - simulated} | ${came} | ${list(removed(version))} |`;
}

function span({ since, until }: OptionRow): string {
  return [since && `since ${since}`, until && `until ${until}`].filter(Boolean).join(', ');
}

function simulatedList(): string {
  const named = rows.filter(([name]) => SIMULATED.has(name));
  return named.map(([name, row]) => `\`--${name}\`${span(row) && ` (${span(row)})`}`).join(', ');
}

/** After a change of `arguments.yaml` or of the simulated arguments, update the page with the command in its marker. */
test('the README lists what of each version is simulated, accepted and refused', async () => {
  const { supported } = profile<QuantizationProfile>('quantization');
  const text = [
    BEGIN,
    '| vLLM | simulated | accepted, not simulated | added | removed: refused from this version on |',
    '|---|---|---|---|---|',
    ...readVersions().map((version, place) => versionRow(version, place === 0)),
    '',
    `Simulated: ${simulatedList()}.`,
    '',
    '| vLLM from | quantization methods accepted on TPUs; all others are refused |',
    '|---|---|',
    ...Object.entries(supported).map(([version, methods]) => `| ${version} | ${methods.join(', ')} |`),
    '',
    `The catalogue has ${modelNames().length} models.`,
    END,
  ].join('\n');
  const page = readFileSync(PAGE, 'utf8');
  const [before, rest] = [page.split(BEGIN)[0]!, page.split(END)[1]!];
  await expect(`${before}${text}${rest}`).toMatchFileSnapshot(PAGE);
});
