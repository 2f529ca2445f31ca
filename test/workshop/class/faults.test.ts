import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { sandboxCli } from '../../../lib/target/sandbox-cli.ts';
import { type FaultList, faultKinds, keepFaults, keptFaults } from '../../../workshop/class/hub/faults.ts';
import { readSeen } from '../../../workshop/class/hub/seen.ts';
import { openCloud, TOKEN } from '../../sandbox/cloud.ts';

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'class-faults-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

test("the instructor's faults are those that a sandbox tells", async () => {
  const home = folder();
  const environment = { PATH: process.env.PATH, SANDBOX_HOME: home };
  const faults = join(home, 'faults.json');
  onTestFinished(() => sandboxCli(['stop', '--json'], environment).then(() => undefined));
  await keepFaults({ faults }, environment);
  const { url } = await openCloud();
  const answer = await fetch(`${url}/_sandbox/faults`, { headers: { authorization: `Bearer ${TOKEN}` } });
  const told = faultKinds((await answer.json()) as FaultList);
  expect(told.map(({ name }) => name)).toContain('api-slow');
  expect(keptFaults({ faults })).toEqual(told);
});

test('there are no faults before a sandbox has told them', () => {
  expect(keptFaults({ faults: join(folder(), 'faults.json') })).toEqual([]);
});

test.each([
  [undefined, []],
  ['x', []],
  [[1, { name: 2 }, { params: {} }], []],
  [
    [{ name: 'api-slow', params: { seconds: 3, api: 'google', other: {} } }],
    [{ name: 'api-slow', parameters: { seconds: 3, api: 'google' } }],
  ],
])('of the faults %j that an agent reports, %j count', (faults, expected) => {
  expect(readSeen({ faults }, []).faults).toEqual(expected);
});
