import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { switchOff } from '../../../lib/notebook/faults.ts';
import { drills } from '../../../workshop/drills/list/index.ts';
import { grade } from '../../../workshop/drills/verdict.ts';
import { otherWays } from '../../workshop/drills/other-ways/index.ts';
import { type Ground, ground } from './ground.ts';
import { deleteEverything } from './nothing.ts';

/** The test of the kind, for one part of the drills. */
export function solvedTwice(part: number, of: number): void {
  let on: Ground;
  beforeAll(async () => {
    on = await ground();
  });
  afterAll(() => on.clear());

  describe.each(drills.filter((_, index) => index % of === part).map((drill) => [drill.id, drill] as const))(
    'drill %s',
    (id, drill) => {
      const { what, actions, cheats = {} } = otherWays[id]!;

      it('gives no points for doing nothing', async () => {
        expect(await grade(drill, await on.broken(drill))).toMatchObject({ passed: false, points: 0 });
      });

      it('passes by its solution', async () => {
        for (const move of drill.solution(on.session)) await on.act(move.actions);
        expect(unmet(await grade(drill, on.session))).toEqual([]);
      });

      it(`passes by another way: ${what}`, async () => {
        await on.broken(drill);
        await on.act(actions(on.session));
        expect(unmet(await grade(drill, on.session))).toEqual([]);
      });

      if (drill.faults.length > 0)
        it('gives no points after a fault was switched off', async () => {
          await switchOff(on.session);
          expect(await grade(drill, on.session)).toMatchObject({ passed: false, points: 0 });
        });

      it('does not pass when everything is deleted', async () => {
        await deleteEverything(on.session);
        expect(await grade(drill, on.session)).toMatchObject({ passed: false, points: 0 });
      });

      it.each(Object.keys(cheats))('does not pass by a cheat: %s', async (name) => {
        await on.broken(drill);
        await on.act(cheats[name]!(on.session));
        expect(await grade(drill, on.session)).toMatchObject({ passed: false });
      });
    },
  );
}

/** The goals that are not reached, in a failure's message. */
function unmet({ items }: Awaited<ReturnType<typeof grade>>): readonly string[] {
  return items.filter(({ met }) => !met).map(({ what }) => what.en);
}
