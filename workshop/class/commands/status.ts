import { type Flags, readFlags } from '../../../lib/runner/flags.ts';
import type { LearnerState } from '../../page/instructor/class-state.ts';
import { theClass } from '../class-file.ts';
import { classFolder } from '../folder.ts';
import { stateOf } from '../hub/client.ts';
import { kept } from '../keeper.ts';
import { columns } from './columns.ts';
import { NOT_APART } from './started.ts';

const FLAGS = { json: { type: 'boolean' } } as const satisfies Flags;

/** Real ms. */
const MINUTE = 60_000;

export async function run(args: readonly string[]): Promise<number> {
  const flags = readFlags(FLAGS, args);
  const folder = classFolder();
  const content = await theClass(folder);
  const { isolation } = content;
  const running = kept(folder.hub.record) !== undefined;
  const state = await stateOf(content, folder);
  if (flags.json) console.log(JSON.stringify({ running, isolation, ...state }, null, 2));
  else {
    const head = ['LEARNER', 'STATE', 'STEPS', 'NOW', 'DRILL', 'SCORE', 'LAST PROGRESS'];
    console.log(columns([head, ...state.learners.map((row) => line(row))]));
    if (isolation === 'none') console.log(`\n${NOT_APART}`);
    console.log(running ? '' : '\nThe class is stopped: npm run workshop -- start');
  }
  return running ? 0 : 1;
}

function line(row: LearnerState): string[] {
  const minutes = Math.floor((Date.now() - Date.parse(row.since)) / MINUTE);
  return [
    row.name,
    row.where === 'laptop' ? `${row.state} (laptop)` : row.state,
    `${row.done}/${row.of}`,
    row.step ?? '-',
    row.drill?.id ?? '-',
    row.scoreOf > 0 ? `${row.score}/${row.scoreOf}` : '-',
    `${minutes} min ago${row.stuck ? ', stuck' : ''}`,
  ];
}
