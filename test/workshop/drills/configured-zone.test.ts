import { expect, test } from 'vitest';
import { commandLine } from '../../../lib/command/command.ts';
import { loadConfig } from '../../../lib/config/index.ts';
import { drive } from '../../../lib/runner/perform.ts';
import type { Action, Actions } from '../../../lib/step/step.ts';
import { drills } from '../../../workshop/drills/list/index.ts';

const environment = { ZONE: 'us-central1-b', CONTROL_PLANE_LOCATION: 'us-central1' };
const config = { ...loadConfig({ environment, target: 'sandbox' }), PROJECT_NUMBER: '123456789012' };

/** The commands of actions, each of which has its placeholder as its value. */
async function commandsOf(actions: Actions): Promise<readonly string[]> {
  const lines: string[] = [];
  await drive(actions, async (action: Action) => {
    if (action.kind === 'run') lines.push(commandLine(action.command));
    if (action.kind === 'do') return action.placeholder;
    return action.kind === 'until' ? action.condition.placeholder : true;
  });
  return lines;
}

test.each(drills)('drill $id names no zone or region but the configured one', async (drill) => {
  const moves = drill.solution({ config });
  const solved = await Promise.all(moves.map(({ actions }) => commandsOf(actions)));
  const said = JSON.stringify([drill, moves.map(({ why }) => why), await commandsOf(drill.broken({ config })), solved]);
  expect(said.match(/us-(?!central1)[a-z]+\d(-[a-z])?/g) ?? []).toEqual([]);
});

test('drill stockout creates its pool in the configured zone', async () => {
  const { broken } = drills.find(({ id }) => id === 'stockout')!;
  expect((await commandsOf(broken({ config }))).join()).toContain('--node-locations=us-central1-b');
});
