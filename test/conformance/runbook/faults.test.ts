import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { STRUCK } from './faults.ts';

/** Observed with the real tools in test/conformance/sandbox/faults; test/sandbox/faults-page.test.ts diagnoses their texts. */
const AS_TEXT = ['cache-full', 'disk-full', 'flex-start-waits', 'pool-at-maximum'];

it('each fault of the sandbox has a test that it ends in its named cause', async () => {
  const file = new URL('../../../sandbox/data/faults.yaml', import.meta.url);
  const all = Object.keys(parse(await readFile(file, 'utf8')));
  expect([...Object.values(STRUCK).flat(), ...AS_TEXT].sort()).toEqual(all.sort());
});
