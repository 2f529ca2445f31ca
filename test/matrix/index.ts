import { availableParallelism } from 'node:os';
import { type Result, walkThrough } from './walk.ts';
import { WALKS, type Walk } from './walks.ts';

/** A walk waits for processes about half of the time. */
const AT_ONCE = availableParallelism();

/** Usage: npm run test:matrix [-- NAME…]. Prints a table in Markdown; ends with 1 when a walk fails. */
async function main(): Promise<void> {
  const names = process.argv.slice(2);
  const unknown = names.filter((name) => !WALKS.some((walk) => walk.name === name));
  if (unknown.length > 0) throw new Error(`No walk ${unknown}: ${WALKS.map(({ name }) => name).join('; ')}`);
  const queue = WALKS.filter(({ name }) => names.length === 0 || names.includes(name));
  const results: Result[] = [];
  const worker = async (): Promise<void> => {
    for (let walk = queue.shift(); walk; walk = queue.shift()) {
      const result = await walkThrough(walk);
      results.push(result);
      console.error(`${mark(result)} ${walk.name} (${result.seconds.toFixed(0)} s)`);
      for (const problem of result.problems) console.error(`  ${problem}`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  console.log('| walk | with | | seconds |\n|---|---|---|---|');
  for (const walk of WALKS) {
    const result = results.find((one) => one.walk === walk);
    if (result) console.log(`| ${walk.name} | ${settings(walk)} | ${mark(result)} | ${result.seconds.toFixed(0)} |`);
  }
  if (results.some(({ problems }) => problems.length > 0)) process.exitCode = 1;
}

const mark = ({ problems }: Result): string => (problems.length === 0 ? '✓' : '✗');

function settings({ variables, args = [] }: Walk): string {
  return [...Object.entries(variables).map(([name, value]) => `${name}=${value}`), ...args].join(' ') || 'nothing';
}

await main();
