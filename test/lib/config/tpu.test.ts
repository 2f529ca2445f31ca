import { describe, expect, it } from 'vitest';
import { generationOf, TPU_GENERATIONS, TPU_SHAPES, type TpuGeneration } from '../../../lib/config/index.ts';

describe.each(TPU_GENERATIONS as readonly TpuGeneration[])('the row of $name', (row) => {
  it('has an accelerator and a name that no other row has', () => {
    for (const column of ['name', 'accelerator'] as const) {
      expect(TPU_GENERATIONS.filter((other) => other[column] === row[column])).toHaveLength(1);
    }
    expect(row.accelerator).toMatch(/^tpu-[a-z\d-]+$/);
  });

  it('has machines whose topology multiplies to their chips, the largest first', () => {
    const chips = Object.values(row.machines).map((machine) => machine.chips);
    expect(chips).toEqual([...chips].sort((a, b) => b - a));
    for (const machine of Object.values(row.machines)) {
      const sides = machine.topology.split('x').map(Number);
      expect(sides.reduce((product, side) => product * side, 1)).toBe(machine.chips);
    }
  });

  it('gives each machine its label, the HBM of all its chips, and the model on all of them', () => {
    for (const [name, { chips, topology }] of Object.entries(row.machines)) {
      const shape = TPU_SHAPES[name as keyof typeof TPU_SHAPES];
      const hbmGib = chips * row.hbmGib;
      expect(shape).toEqual({ accelerator: row.accelerator, chips, topology, hbmGib, tensorParallel: chips });
      expect(generationOf(name as keyof typeof TPU_SHAPES)).toBe(row);
    }
  });

  it('has quotas by project and region, a different one for preemptible chips', () => {
    const { onDemand, preemptible } = row.quota;
    expect(onDemand.id).toMatch(/^TPU[A-Z\d-]+-per-project-region$/);
    expect(preemptible.id).toMatch(/^PREEMPTIBLE-TPU[A-Z\d-]+-per-project-region$/);
  });

  it('has a price on demand for the US, and none below it that is higher', () => {
    const { asOf, perChipHour } = row.prices;
    expect(asOf).toMatch(/^20\d\d-\d\d-\d\d$/);
    const { us } = perChipHour['on-demand'];
    expect(us).toBeGreaterThan(0);
    for (const [region, price] of Object.entries({ ...perChipHour.spot, ...perChipHour['flex-start'] })) {
      expect(price, region).toBeLessThan(perChipHour['on-demand'][region] ?? us!);
    }
  });

  it('has a first version of GKE for each mode, Autopilot none earlier', () => {
    const versions = [row.leastVersion.standard, row.leastVersion.autopilot];
    for (const version of versions) expect(version).toMatch(/^1\.\d+\.\d+-gke\.\d+$/);
    expect([...versions].sort()).toEqual(versions);
  });
});
