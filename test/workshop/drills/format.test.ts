import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { plain } from '../../../lib/log/format.ts';
import { VERB_NAMES } from '../../../workshop/drills/commands.ts';
import { formatVerdict } from '../../../workshop/drills/format.ts';
import { drills } from '../../../workshop/drills/list/index.ts';

const [drill] = drills;
const verdict = { drill: drill!.id, points: 100, of: 100, passed: true, items: [], hints: 2, solved: false };

test('the result of a check says how many hints were taken', () => {
  expect(formatVerdict(verdict, drill!, 'en', plain)).toContain('100/100 points. Hints taken: 2');
  expect(formatVerdict({ ...verdict, passed: false, points: 0 }, drill!, 'zh', plain)).toContain('已用提示: 2');
});

test('a pass with the solution shows no points', () => {
  const text = formatVerdict({ ...verdict, solved: true }, drill!, 'en', plain);
  expect([text.includes('no points'), text.includes('100/100'), text.includes('Passed')]).toEqual([true, false, false]);
});

test('the command without a word names the words', async () => {
  const cli = fileURLToPath(new URL('../../../workshop/drills/cli.ts', import.meta.url));
  const { code, error } = await new Promise<{ code: unknown; error: string }>((resolve) => {
    const args = ['--import', import.meta.resolve('tsx'), cli];
    execFile(process.execPath, args, (failed, _, stderr) => resolve({ code: failed?.code, error: stderr }));
  });
  expect(code).toBe(2);
  for (const name of VERB_NAMES) expect(error).toContain(name);
});
