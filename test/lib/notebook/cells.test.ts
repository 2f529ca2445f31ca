import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Failure } from '../../../lib/notebook/failures.ts';

const CELLS = {
  fine: 'const fine = 1;',
  throws: "throw new TypeError('thrown');",
  mistyped: "const text: number = 'a text';",
  rejects: "void Promise.reject(new Error('at once'));",
  rejectsLater: 'let reject = (_: Error): void => {}; void new Promise((_, no) => { reject = no; });',
  meanwhile: "reject(new Error('later')); await new Promise((resolve) => setTimeout(resolve)); void 0;",
  goesOn: 'const stillFine = fine + 1;',
  misconfigured: "import { configure } from 'vllm-tpu-runbook/notebook'; await configure({ ZONE: 'US-East5-B' });",
  misspelt: "import { drill } from 'vllm-tpu-runbook/workshop'; await drill('quoat');",
  mistypedDrill: "import { drill } from 'vllm-tpu-runbook/workshop'; const points: number = drill.check;",
} as const;

describe('a cell', () => {
  let failures: Readonly<Record<string, Failure | null>>;

  /** All cells in one process, since a compiler starts slowly. */
  beforeAll(async () => {
    const folder = fileURLToPath(new URL('.', import.meta.url));
    const args = ['--import', 'tsx', '--conditions=source', `${folder}run-cells.ts`];
    const answers = await new Promise<readonly (Failure | null)[]>((resolve, reject) => {
      const child = execFile(process.execPath, args, { cwd: folder }, (error, stdout) =>
        error ? reject(error) : resolve(JSON.parse(stdout.trim().split('\n').at(-1)!)),
      );
      child.stdin?.end(JSON.stringify(Object.values(CELLS)));
    });
    failures = Object.fromEntries(Object.keys(CELLS).map((name, index) => [name, answers[index]!]));
  });

  it("that throws fails with the error and the cell's part of the stack", () => {
    expect(failures.throws).toMatchObject({ ename: 'TypeError', evalue: 'thrown' });
    expect(failures.throws?.traceback.slice(1).join()).toMatch(/^ {4}at evalmachine/);
    expect(failures.throws?.traceback.join()).not.toContain('tslab');
  });

  it('that does not compile fails with the diagnostics', () => {
    expect(failures.mistyped).toMatchObject({
      ename: 'TypeScript',
      evalue: "1:7 Type 'string' is not assignable to type 'number'.",
    });
  });

  it('fails for an unhandled rejection', () => {
    expect(failures.rejects).toMatchObject({ evalue: 'at once' });
  });

  it('fails for a late unhandled rejection of an earlier cell', () => {
    expect([failures.rejectsLater, failures.meanwhile]).toMatchObject([null, { evalue: 'later' }]);
  });

  it('runs after a failed cell, with the declarations of earlier cells', () => {
    expect([failures.fine, failures.goesOn]).toEqual([null, null]);
  });

  it('knows the drills and their types', () => {
    expect(failures.misspelt).toMatchObject({ ename: 'USAGE' });
    expect(failures.misspelt!.traceback.join('\n')).toContain('npm run drill -- start quota');
    expect(failures.mistypedDrill).toMatchObject({
      ename: 'TypeScript',
      evalue: expect.stringContaining('() => Promise<void>'),
    });
  });

  it('shows a RunbookError with evidence and remedy, without a stack', () => {
    expect(failures.misconfigured).toMatchObject({ ename: 'CONFIG_INVALID' });
    const shown = failures.misconfigured!.traceback.join('\n');
    expect(shown).toContain('Did you mean us-east5-b?');
    expect(shown).toContain('.env.example describes each');
    expect(shown).not.toContain('    at ');
  });
});
