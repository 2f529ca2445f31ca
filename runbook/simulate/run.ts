import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { usage } from '../../lib/runner/flags.ts';
import { renderManifest } from '../../lib/template/index.ts';
import { manifest } from '../tutorial/manifests.ts';
import { TUTORIAL_TARGET } from '../tutorial/names.ts';
import { type Given, simulatedFlags } from './flags.ts';
import type { Simulated } from './result.ts';

/** TypeScript in the repository, JavaScript in the package. */
const LANGUAGE = extname(import.meta.url);
const SIMULATION = fileURLToPath(new URL(`../../sandbox/simulate/cli${LANGUAGE}`, import.meta.url));

/**
 * Run the simulation of the sandbox: a process that answers with a line for each run.
 * @param done called after each run @throws RunbookError USAGE for what it refuses
 */
export async function simulated(given: Given, done: (one: Simulated) => void): Promise<readonly Simulated[]> {
  const own = given.hpa === undefined && (given.targets ?? given['max-replicas']) !== undefined;
  const input = own ? tutorialsAutoscaler(given.targets) : '';
  const flags = simulatedFlags(own ? { ...given, hpa: '-' } : given);
  const loader = LANGUAGE === '.ts' ? ['--import', import.meta.resolve('tsx')] : [];
  const child = spawn(process.execPath, [...loader, SIMULATION, ...flags]);
  // It may have refused its flags, and not read.
  child.stdin.on('error', () => undefined).end(input);
  const closed = once(child, 'close');
  const refusal = text(child.stderr);
  const results: Simulated[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    const one = JSON.parse(line) as Simulated;
    results.push(one);
    done(one);
  }
  const [code] = await closed;
  if (code === 2) throw usage((await refusal).trim());
  if (code !== 0) throw new Error(`The simulation ended with ${code}: ${await refusal}`);
  return results;
}

/** The metrics that an autoscaler can follow in the simulation. */
const METRICS = ['num_requests_waiting', 'num_requests_running', 'kv_cache_usage_perc'];

/** The manifest of 12-autoscaler with the tutorial's values, on the metric that `--targets` names. */
function tutorialsAutoscaler(targets = ''): string {
  const metric = targets.includes('=') ? targets.slice(0, targets.indexOf('=')) : 'num_requests_waiting';
  if (!METRICS.includes(metric)) throw usage(`--targets: expected ${METRICS.join(', ')} before =, not ${metric}`);
  const parameters = { METRIC: `vllm:${metric}`, HPA_TARGET: TUTORIAL_TARGET, MAX_REPLICAS: 2 };
  return renderManifest(readFileSync(manifest('vllm-hpa.yaml'), 'utf8'), parameters);
}
