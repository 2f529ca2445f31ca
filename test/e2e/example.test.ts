import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Laptop, laptop } from './laptop.ts';

/** The library, as somebody else's runbook uses it, on the cluster that the tutorial's first steps make. */
describe('the runbook of examples/one-chip', () => {
  let place: Laptop;
  const INDEX = 'examples/one-chip/index.ts';

  beforeAll(async () => {
    // From the sources: nobody need build the package first.
    place = await laptop({
      NODE_OPTIONS: '--conditions=source',
      MODEL: 'meta-llama/Llama-3.1-8B-Instruct',
      MACHINE_TYPE: 'ct6e-standard-1t',
    });
    const { code, output } = await place.run('runbook/index.ts', ['--to', '03', '--keep']);
    expect(output).toContain('03-secret');
    expect(code).toBe(0);
  });
  afterAll(() => place.clear());

  it('prints its own commands in a dry run, and its own scripts in help', async () => {
    const { output } = await place.run(INDEX, ['--dry-run']);
    expect(output).toMatch(/^\$ kubectl apply -f \S*serve\.yaml -n vllm/m);
    const help = await place.run('examples/one-chip/01-serve.ts', ['--help']);
    expect(help.output).toContain('Usage: npx tsx examples/one-chip/01-serve.ts');
  });

  it('serves the model and asks it what its own variable says', async () => {
    const report = join(place.folder, 'run.json');
    const { code, output } = await place.run(INDEX, ['--keep', '--report', report], { PROMPT: 'Once upon a time' });
    expect(output).toContain('Once upon a time');
    expect(code).toBe(0);
    const { steps, facts } = JSON.parse(await readFile(report, 'utf8'));
    expect(steps.map(({ id, status }: { id: string; status: string }) => [id, status])).toEqual([
      ['01-serve', 'done'],
      ['02-ask', 'done'],
    ]);
    expect(facts.answer).toMatch(/\S/);
  });

  it('refuses a value that its own variable does not take', async () => {
    const { code, output } = await place.run(INDEX, ['--only', '02'], { PROMPT: ' ' });
    expect(code).toBe(2);
    expect(output).toContain('PROMPT');
  });

  it('is done, and takes itself back', async () => {
    expect((await place.run(INDEX, ['--status'])).code).toBe(0);
    expect((await place.run('examples/one-chip/01-serve.ts', ['--undo'])).code).toBe(0);
    expect((await place.run(INDEX, ['--status'])).code).toBe(1);
  });
});
