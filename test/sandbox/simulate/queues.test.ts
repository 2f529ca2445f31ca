import { expect, test } from 'vitest';
import { Clock } from '../../../sandbox/core/clock.ts';
import { Random } from '../../../sandbox/core/random.ts';
import { Server, serverConfig, TUTORIAL } from '../../../sandbox/simulate/server.ts';

/** Step (ms). */
const STEP = 1;
const exponential = (random: Random): number => -Math.log(1 - random.next());

/**
 * The mean latency (ms) of a server with so many slots, whose step always takes the same time.
 * @param rate arrivals a step @param length of a request, in steps
 */
function meanLatency(slots: number, rate: number, length: (random: Random) => number, requests: number): number {
  const clock = new Clock({ start: 0, pace: 0, monotonic: () => 0 });
  clock.setPace(1, true);
  const config = serverConfig(TUTORIAL);
  const scheduler = { ...config.scheduler, maxNumSeqs: slots, numBlocks: 100_000 };
  const server = new Server({ ...config, scheduler, asyncScheduling: false }, clock, () => STEP, 0);
  const random = new Random(7);
  let [sum, answered] = [0, 0];
  const arrive = (left: number): void => {
    if (left === 0) return;
    clock.setTimeout(() => {
      const arrival = { at: clock.now(), input: 1, output: length(random) };
      server.submit(arrival, (_, latency) => {
        sum += latency;
        answered++;
      });
      arrive(left - 1);
    }, exponential(random) / rate);
  };
  arrive(requests);
  while (answered < requests) clock.step(Number.MAX_SAFE_INTEGER);
  return sum / requests;
}

test('a queue of constant services (M/D/1) waits as Pollaczek and Khinchine say', () => {
  const load = 0.8;
  const expected = STEP + (load * STEP) / (2 * (1 - load));
  expect(Math.abs(meanLatency(1, load, () => 1, 100_000) / expected - 1)).toBeLessThan(0.02);
});

test('a queue of exponential services on four slots (M/M/4) waits as Erlang says', () => {
  const [slots, load, mean] = [4, 0.8, 60];
  const offered = slots * load;
  const term = (n: number): number => (n === 0 ? 1 : (term(n - 1) * offered) / n);
  const full = term(slots) / (1 - load);
  const waits = full / ([0, 1, 2, 3].reduce((sum, n) => sum + term(n), 0) + full);
  const expected = mean + (waits * mean) / (slots * (1 - load));
  const length = (random: Random): number => Math.max(1, Math.round(exponential(random) * mean));
  expect(Math.abs(meanLatency(slots, (slots * load) / mean, length, 150_000) / expected - 1)).toBeLessThan(0.02);
});
