import { createRequire } from 'node:module';
import { JupyterHandlerImpl } from 'tslab/dist/jupyter.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Desk, desk, joined, type Output } from './desk.ts';
import { expectCell, PLOTS } from './expected.ts';

/**
 * Runs the cells with tslab's converter and executor in this process, without Jupyter. Like the kernel, the test uses
 * require(), so that cells and kernel share their modules.
 */
const require = createRequire(import.meta.url);
const { createCells } = require('../../../lib/notebook/cells.ts') as typeof import('../../../lib/notebook/cells.ts');
const { close } = require('../../../runbook/notebook/index.ts') as typeof import('../../../runbook/notebook/index.ts');

describe('tslab executes the Chinese notebooks', () => {
  let place: Desk;
  const before = { folder: process.cwd(), environment: { ...process.env } };
  const write = { stdout: process.stdout.write, stderr: process.stderr.write };

  beforeAll(async () => {
    place = await desk('zh-CN');
    Object.assign(process.env, place.environment);
    process.chdir(place.folder);
  });

  afterAll(async () => {
    Object.assign(process.stdout, { write: write.stdout });
    Object.assign(process.stderr, { write: write.stderr });
    process.chdir(before.folder);
    process.env = before.environment;
    await place.clear();
  });

  it.each(Object.keys(PLOTS))('%s passes every check and draws the expected plots', async (name) => {
    const cells = createCells();
    const kernel = new JupyterHandlerImpl(cells, false);
    for (const cell of (await place.read(`${name}.ipynb`)).cells.filter(({ cell_type }) => cell_type === 'code')) {
      const outputs = await execute(kernel, joined(cell.source));
      expect(cells.failure, cell.id).toBeUndefined();
      expectCell({ ...cell, outputs }, PLOTS[name]![cell.id]);
    }
    await close();
    cells.close();
  });
});

/** The outputs of a cell, each in its latest state, like a front end. */
async function execute(kernel: JupyterHandlerImpl, code: string): Promise<Output[]> {
  const outputs: (Output & { id?: string | undefined })[] = [];
  const request = { code, silent: false, store_history: true, user_expressions: {} };
  await kernel.handleExecute(
    request,
    (name, text) => outputs.push({ output_type: 'stream', name, text }),
    ({ data, transient: { display_id: id } }) => {
      const shown = { output_type: 'display_data', data: data as Record<string, string>, id };
      const place = id === undefined ? -1 : outputs.findIndex((output) => output.id === id);
      if (place < 0) outputs.push(shown);
      else outputs[place] = shown;
    },
  );
  return outputs;
}
