import { Victim } from '../conformance/sandbox/victim.ts';
import { atMost, cpuTime, type Figure, median, residentMemory } from './figure.ts';

const STARTS = 10;

/** From the start of the process to its first answer, and the memory that it then holds. */
export async function start(): Promise<Figure[]> {
  const times: number[] = [];
  const memory: number[] = [];
  const cpu: number[] = [];
  // The first one builds the program, if it has changed.
  for (let i = 0; i <= STARTS; i++) {
    const victim = new Victim({ durations: null });
    const before = performance.now();
    await victim.boot();
    if (i > 0) times.push(performance.now() - before);
    cpu.push(cpuTime(victim.pid));
    memory.push(residentMemory(victim.pid));
    await victim.clear();
  }
  return [
    atMost('start to the first answered request', median(times), 400, 'ms'),
    { what: 'CPU time until then', measured: `${median(cpu)} ms` },
    atMost('memory, idle', median(memory), 120, 'MiB'),
  ];
}
