import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Desk, desk } from './desk.ts';
import { textOf } from './expected.ts';
import { execute } from './nbconvert.ts';

describe.concurrent('a cell that fails', () => {
  let place: Desk;
  beforeAll(async () => {
    place = await desk();
  });
  afterAll(() => place.clear());

  it("fails the run with the step's message", async () => {
    await place.write('fails.ipynb', [
      "import { cluster } from 'vllm-tpu-runbook/notebook';",
      'await cluster.check();',
    ]);
    const { code, stderr } = await execute(place, 'fails.ipynb');
    expect(code).toBe(1);
    expect(stderr).toContain('NOT_DONE: 01-cluster is not done');
    expect(stderr).toContain('cluster vllm-tpu is running: cluster vllm-tpu not found');
  });
});

describe.concurrent('a cell that failed', () => {
  let place: Desk;
  beforeAll(async () => {
    place = await desk();
  });
  afterAll(() => place.clear());

  it('does not stop later cells: after a missing step, a killed sandbox, an interruption', async () => {
    const killed = (pid: string, signal: string): string => `setTimeout(() => process.kill(${pid}, '${signal}'), 500);`;
    await place.write('goes-on.ipynb', [
      `import { elapse, modelServer, show } from 'vllm-tpu-runbook/notebook';
import { readFileSync } from 'node:fs';
const sandbox = (): number => JSON.parse(readFileSync(process.env.SANDBOX_HOME + '/endpoint.json', 'utf8')).pid;`,
      'await modelServer.run().catch(show);',
      `${killed('sandbox()', 'SIGKILL')} await elapse('24h').catch(show);`,
      "await elapse('1m');",
      `${killed('process.pid', 'SIGINT')} await elapse('24h');`,
      "await elapse('1m');",
    ]);
    const { code, stderr } = await execute(place, 'goes-on.ipynb', '--allow-errors');
    expect(code, stderr).toBe(0);
    const { cells } = await place.read('goes-on.ipynb');
    const said = cells.map(textOf);
    expect(said[1]).toContain('06-model-server needs 01-cluster, which is not done [NOT_DONE]');
    expect(said[2]).toContain('The sandbox stopped answering [TARGET_UNREACHABLE]');
    expect(said[3]).toContain('✓ 1m has passed');
    expect(cells[4]!.outputs.at(-1)).toMatchObject({ ename: 'ABORTED', evalue: 'Interrupted' });
    expect(said[5]).toContain('✓ 1m has passed');
  });
});
