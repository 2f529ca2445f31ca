import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Laptop, laptop } from '../../e2e/laptop.ts';

/** An invalid configuration ends every command at once; its last line is the command to type then. */
describe('the last line of a command', () => {
  let place: Laptop;
  beforeAll(async () => {
    place = await laptop({ TARGET: 'elsewhere' });
  });
  afterAll(() => place.clear());

  it.each([
    ['runbook/06-model-server.ts', ['--verbose'], 'npx tsx runbook/06-model-server.ts --verbose'],
    ['runbook/10-load.ts', ['--undo', '--quiet'], 'npx tsx runbook/10-load.ts --undo --quiet'],
    ['runbook/10-load.ts', ['--status'], 'npx tsx runbook/10-load.ts --status'],
    ['runbook/12-autoscaler.ts', ['--diff'], 'npx tsx runbook/12-autoscaler.ts --diff'],
    ['runbook/index.ts', ['--fast', '--keep', '--quiet'], 'npm start -- --fast --from 00-preflight --keep --quiet'],
    ['runbook/index.ts', ['--diff', '--from', '06'], 'npm start -- --diff --from 06'],
    ['runbook/commands/plan.ts', ['--fast', '--json'], 'npm run plan -- --fast --json'],
    ['runbook/commands/doctor.ts', ['--hpa', 'my hpa'], "npm run doctor -- --hpa 'my hpa'"],
    ['runbook/commands/stop-billing.ts', ['--all', '--yes'], 'npm run stop-billing -- --all --yes'],
    ['runbook/commands/guard.ts', ['--hours', '4'], 'npm run guard -- --hours 4'],
    ['runbook/commands/calibrate.ts', ['--slo', 'ttft=2s'], 'npm run calibrate -- --slo ttft=2s'],
  ])('%s with %j repeats its flags: %s', async (script, flags, expected) => {
    const { code, output } = await place.run(script, flags);
    expect([code, output.trimEnd().split('\n').at(-1)]).toEqual([2, `  Then: ${expected}`]);
  });

  it('repeats those after npm, without those of the npm script', async () => {
    const { output } = await place.bash('-c', 'cd "$REPO" && npm run -s status -- --json');
    expect(output.trimEnd().split('\n').at(-1)).toBe('  Then: npm run status -- --json');
  });
});
