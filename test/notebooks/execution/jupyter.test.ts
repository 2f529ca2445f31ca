import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Cell, type Desk, desk } from './desk.ts';
import { expectCell, PLOTS, textOf } from './expected.ts';

/** The timeout of Jupyter, in real milliseconds. */
const LONGEST = 570_000;
/** Starts of a kernel, and the message of one whose port was taken. */
const ATTEMPTS = 3;
const PORT_TAKEN = 'Error: Address already in use';

interface Ended {
  readonly code: number;
  readonly stderr: string;
}

/** Executes notebooks of the desk in place, one after the other. */
async function execute({ folder, environment }: Desk, ...args: readonly string[]): Promise<Ended> {
  const options = { cwd: folder, env: environment, maxBuffer: 2 ** 26, timeout: LONGEST };
  const nbconvert = ['nbconvert', '--to', 'notebook', '--execute', '--inplace', ...args];
  for (let attempt = 1; ; attempt++) {
    const ended = await promisify(execFile)('jupyter', nbconvert, options).then(
      (output): Ended => ({ code: 0, ...output }),
      (error: Ended) => error,
    );
    // Jupyter chooses free ports before its kernel binds them: another kernel may be faster (jupyter_client#487).
    if (attempt === ATTEMPTS || !ended.stderr.includes(PORT_TAKEN)) return ended;
  }
}

describe.concurrent('Jupyter executes all notebooks in order', () => {
  const names = Object.keys(PLOTS);
  const cells = new Map<string, readonly Cell[]>();
  let place: Desk;

  beforeAll(async () => {
    place = await desk();
    const { code, stderr } = await execute(place, ...names.map((name) => `${name}.ipynb`));
    expect(code, stderr).toBe(0);
    for (const name of names) cells.set(name, (await place.read(`${name}.ipynb`)).cells);
  });
  afterAll(() => place.clear());

  it.each(names)('%s passes every check and draws the expected plots', (name) => {
    const code = cells.get(name)!.filter(({ cell_type }) => cell_type === 'code');
    for (const cell of code) expectCell(cell, PLOTS[name]![cell.id]);
    expect(code.map(({ execution_count }) => execution_count)).toEqual(code.map((_, index) => index + 1));
  });
});

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
    const { code, stderr } = await execute(place, '--allow-errors', 'goes-on.ipynb');
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
