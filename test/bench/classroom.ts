import { Victim } from '../conformance/sandbox/victim.ts';
import { cpuShare, type Figure, residentMemory } from './figure.ts';

const SANDBOXES = 20;
/** A machine for a class: 2 cores, 24 GiB. */
const MEMORY = 24 * 1024;

/** 20 sandboxes side by side, each with a cluster at speed 60 on which nothing happens. */
export async function classroom(): Promise<Figure[]> {
  const victims = Array.from({ length: SANDBOXES }, () => new Victim());
  try {
    const before = performance.now();
    await Promise.all(victims.map((victim) => victim.start()));
    const seconds = (performance.now() - before) / 1000;
    const pids = victims.map(({ pid }) => pid);
    const share = await cpuShare(pids, 10);
    const memory = pids.reduce((sum, pid) => sum + residentMemory(pid), 0);
    return [
      { what: '20 sandboxes with a cluster each: all answer after', measured: `${seconds.toFixed(1)} s` },
      {
        what: '20 sandboxes with a cluster each: memory',
        measured: `${(memory / 1024).toFixed(1)} GiB`,
        goal: '≤ 24 GiB',
        met: memory <= MEMORY,
      },
      {
        what: '20 sandboxes with a cluster each, idle at speed 60: of one core',
        measured: `${share.toFixed(0)} %`,
        goal: '≤ 200 %',
        met: share <= 200,
      },
    ];
  } finally {
    await Promise.all(victims.map((victim) => victim.clear()));
  }
}
