import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { TPU_GENERATIONS, type TpuGeneration } from '../../lib/config/index.ts';
import { quotaMetric, type TpuFamily, tpuFamilies } from '../../sandbox/core/tpus.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Where a generation may be named: the table of each side. The sandbox's is `sandbox/data/tpus.yaml`. */
const TABLES = ['lib/config/tpu.ts'];

const GENERATIONS = /v6e|ct6e|v5e|ct5lp|v5-lite|podslice/i;

const sources = (folder: string): string[] =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.includes('node_modules'))
    .map((name) => join(folder, name));

describe('a generation of TPUs', () => {
  it.each(['lib', 'runbook', 'sandbox'])('is named by no source of %s but its table', (folder) => {
    const naming = sources(folder).filter((file) => GENERATIONS.test(readFileSync(join(ROOT, file), 'utf8')));
    expect(naming.filter((file) => !TABLES.includes(file))).toEqual([]);
  });

  it('is named by no manifest', () => {
    const files = readdirSync(join(ROOT, 'manifests')).map((name) => join('manifests', name));
    expect(files.filter((file) => GENERATIONS.test(readFileSync(join(ROOT, file), 'utf8')))).toEqual([]);
  });

  it('has one row on each side', () => {
    expect(accelerators([...tpuFamilies.values()])).toEqual(accelerators(TPU_GENERATIONS));
  });
});

describe.each(TPU_GENERATIONS as readonly TpuGeneration[])('$name on the sandbox', (ours) => {
  const theirs = [...tpuFamilies.values()].find(({ accelerator }) => accelerator === ours.accelerator)!;

  it('has the same machines, with the same chips and topologies', () => {
    expect(shapes(theirs.machines)).toEqual(shapes(ours.machines));
  });

  it('has the HBM that the check of the model uses', () => {
    expect(theirs.hbmUsable / 2 ** 30).toBeCloseTo(ours.hbmGib, 2);
  });

  it('has the quotas that the preflight checks', () => {
    for (const kind of ['onDemand', 'preemptible'] as const) {
      const { id, dimensions = {} } = theirs.quota[kind];
      expect({ id, dimensions }).toEqual(ours.quota[kind]);
      expect(quotaMetric({ id })).toMatch(/^[A-Z\d_]+$/);
    }
  });

  it('has the on-demand US price of the plan', () => {
    expect(theirs.pricePerChipHour).toBe(ours.prices.perChipHour['on-demand'].us);
  });
});

function accelerators(rows: readonly Pick<TpuFamily, 'accelerator'>[]): string[] {
  return rows.map(({ accelerator }) => accelerator).sort();
}

function shapes(machines: Readonly<Record<string, { readonly chips: number; readonly topology: string }>>) {
  return Object.fromEntries(Object.entries(machines).map(([name, { chips, topology }]) => [name, { chips, topology }]));
}
