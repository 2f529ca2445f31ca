import { expect, it } from 'vitest';
import { stepIds } from '../../../workshop/class/hub/steps.ts';
import { contextIn } from '../../../workshop/page/view/context.ts';
import { step } from '../../../workshop/page/view/step.ts';
import { STEPS } from '../../../workshop/page/view/titles.ts';
import { UNSEEN } from '../../../workshop/page/world/world.ts';

it("a learner's page and the instructor's page count the same steps", () => {
  const steps = Object.fromEntries(STEPS.map(({ id }) => [id, { state: 'done' as const }]));
  const world = { ...UNSEEN, progress: { steps } } as unknown as Parameters<typeof step>[0];
  const count = stepIds().length;
  expect(step(world, 0, contextIn('en')).text).toContain(`${count} of ${count} steps done`);
  expect(step(UNSEEN, 0, contextIn('en')).text).toContain(`0 of ${count} steps done`);
});
