import { setTimeout } from 'node:timers/promises';
import { withFaults } from './walkthroughs/faults.ts';
import { kills } from './walkthroughs/kills.ts';
import type { Outcome } from './walkthroughs/outcome.ts';

/*
 * npx tsx test/bench/walkthroughs.ts faults [COUNT] [PROBABILITY]
 *   whole walkthroughs, each on a new sandbox whose APIs fail with that probability; prints N of N
 * npx tsx test/bench/walkthroughs.ts kills [COUNT]
 *   each is killed at a random moment and started again until it ends; prints how many ended as an undisturbed run does
 */

const LONGEST = 600_000;

async function main([kind = '', count = '3', probability = '0.2']: readonly string[]): Promise<void> {
  const kinds: Readonly<Record<string, () => Promise<(number: number) => Promise<Outcome>>>> = {
    faults: async () => () => withFaults(Number(probability)),
    kills: () => kills(Number(count)),
  };
  const prepare = kinds[kind];
  if (!prepare) throw new Error('Which: faults or kills?');
  const attempt = await prepare();
  let good = 0;
  for (let number = 0; number < Number(count); number++) {
    const outcome = await Promise.race([attempt(number).catch(broken), late()]);
    if (outcome.good) good++;
    console.log(`${outcome.good ? '✓' : '✗'} ${number + 1}: ${outcome.detail}`);
  }
  console.log(`${kind}: ${good} of ${count}`);
  process.exitCode = good === Number(count) ? 0 : 1;
}

const broken = ({ message }: Error): Outcome => ({ good: false, detail: message });

async function late(): Promise<Outcome> {
  await setTimeout(LONGEST, undefined, { ref: false });
  return { good: false, detail: 'it did not end' };
}

void main(process.argv.slice(2));
