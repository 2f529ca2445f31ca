import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drive, perform } from '../../../lib/runner/perform.ts';
import type { Session } from '../../../lib/session/session.ts';
import { met, pending } from '../../../lib/wait/condition.ts';
import { duration } from '../../../lib/wait/duration.ts';
import { waitFor } from '../../../lib/wait/wait.ts';
import { TROUBLES, type Trouble } from '../../../workshop/drills/incident/troubles.ts';
import { type Ground, ground } from './ground.ts';
import { REPAIRS, repair } from './repairs.ts';

/** Every trouble of an incident shows, and is mended by what a person does, on one running deployment. */
let on: Ground;
beforeAll(async () => {
  on = await ground();
});
afterAll(() => on.clear());

it('has a repair for each', () => {
  expect(Object.keys(REPAIRS).sort()).toEqual(TROUBLES.map(({ code }) => code).sort());
});

describe.each(TROUBLES.map((one) => [one.code, one] as const))('%s', (code, trouble) => {
  it('shows, and is mended', async () => {
    const session = await on.stage('scaling');
    await becomes(true, trouble, session);
    await drive(trouble.make(session), (action) => perform(action, session));
    await becomes(false, trouble, session);
    await repair(code, session);
    await becomes(true, trouble, session);
  });
});

function becomes(wanted: boolean, { code, mended }: Trouble, session: Session): Promise<boolean> {
  return waitFor(
    {
      what: `${code} is ${wanted ? 'mended' : 'seen'}`,
      placeholder: true,
      timeout: duration('60m'),
      look: async () => ((await mended(session)(session)) === wanted ? met(true) : pending('not seen')),
    },
    session,
  );
}
