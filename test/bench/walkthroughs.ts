import { isKind, tally } from './walkthroughs/tally.ts';

/*
 * npx tsx test/bench/walkthroughs.ts faults [COUNT] [PROBABILITY]
 *   whole walkthroughs, each on a new sandbox whose APIs fail with that probability; prints N of N
 * npx tsx test/bench/walkthroughs.ts kills [COUNT]
 *   each is killed at a random moment and started again until it ends; prints how many ended as an undisturbed run does
 */

async function main([kind = '', count = '3', probability = '0.2']: readonly string[]): Promise<void> {
  if (!isKind(kind)) throw new Error('Which: faults or kills?');
  const good = await tally(kind, Number(count), Number(probability), console.log);
  console.log(`${kind}: ${good} of ${count}`);
  process.exitCode = good === Number(count) ? 0 : 1;
}

void main(process.argv.slice(2));
