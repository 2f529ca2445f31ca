import { expect, test } from 'vitest';
import { faultKinds } from '../../../workshop/class/hub/faults.ts';
import { readSeen } from '../../../workshop/class/hub/seen.ts';
import { openCloud, TOKEN } from '../../sandbox/cloud.ts';

test("the instructor's faults are those of a sandbox", async () => {
  const { url } = await openCloud();
  const answer = await fetch(`${url}/_sandbox/faults`, { headers: { authorization: `Bearer ${TOKEN}` } });
  const { catalogue } = (await answer.json()) as { catalogue: Record<string, { strikes: string; params?: object }> };
  const own = Object.fromEntries(faultKinds().map(({ name, strikes, parameters }) => [name, [strikes, parameters]]));
  expect(own).toEqual(
    Object.fromEntries(Object.entries(catalogue).map(([name, { strikes, params = {} }]) => [name, [strikes, params]])),
  );
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
