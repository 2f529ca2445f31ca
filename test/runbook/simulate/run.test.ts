import { describe, expect, it } from 'vitest';
import { FLAGS, simulatedFlags } from '../../../runbook/simulate/flags.ts';
import { formatCurves, formatSummaries } from '../../../runbook/simulate/format.ts';
import { simulated } from '../../../runbook/simulate/run.ts';

const ignored = (): void => undefined;

describe('the process of the simulation', () => {
  it('answers each run, which the tables show', async () => {
    const seen: string[] = [];
    const results = await simulated({ stages: '1m:1', output: '20', replicas: '2' }, ({ name }) => seen.push(name));
    expect(seen).toEqual(['2 replicas']);
    expect(results[0]!.summary).toMatchObject({ mostReplicas: 2, lost: 0, attainment: 1 });
    // A head and the 4 looks of a minute.
    expect(formatCurves(results[0]!).split('\n')).toHaveLength(5);
    expect(formatSummaries(results)).toMatch(/^2 replicas +100\.0 % /m);
  });

  it('refuses what it cannot read as a usage error', async () => {
    await expect(simulated({ stages: '10m' }, ignored)).rejects.toMatchObject({
      code: 'USAGE',
      message: expect.stringContaining('--stages'),
    });
  });
});

it('a target of a metric that vLLM does not have is refused at once', async () => {
  await expect(simulated({ stages: '1m:1', targets: 'cpu=1' }, ignored)).rejects.toMatchObject({ code: 'USAGE' });
});

it('flags of the files are not passed on', () => {
  expect(simulatedFlags({ stages: '1m:1', svg: 'a', json: 'b', 'cold-start': '8m' })).toEqual([
    '--stages=1m:1',
    '--cold-start=8m',
  ]);
  expect(Object.keys(FLAGS)).toEqual(expect.arrayContaining(['svg', 'json']));
});
