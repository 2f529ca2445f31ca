import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

// npm run test:flaky -- [suite] [times]: run a suite again and again, and count which tests fail how often.
const [suite = 'unit', times = '10'] = process.argv.slice(2);
const VITEST = fileURLToPath(new URL('../node_modules/vitest/vitest.mjs', import.meta.url));

interface Report {
  readonly numTotalTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
  }[];
}

const folder = await mkdtemp(join(tmpdir(), 'flaky-'));
const failures = new Map<string, number>();
try {
  for (let run = 1; run <= Number(times); run++) {
    const file = join(folder, `${run}.json`);
    const args = [VITEST, 'run', '--project', suite, '--reporter=json', `--outputFile.json=${file}`];
    // A red run ends with another exit code; its report says which tests failed.
    await new Promise<void>((resolve) => {
      execFile(process.execPath, args, { maxBuffer: 2 ** 28 }, () => resolve());
    });
    const text = await readFile(file, 'utf8').catch(() => '');
    if (text === '') {
      failures.set(`${suite} itself: no report`, (failures.get(`${suite} itself: no report`) ?? 0) + 1);
      continue;
    }
    const { numTotalTests, testResults } = JSON.parse(text) as Report;
    const failed = testResults.flatMap(({ name, status, assertionResults }) => {
      const tests = assertionResults.filter((test) => test.status === 'failed').map(({ fullName }) => fullName);
      return status === 'failed' && tests.length === 0 ? [name] : tests;
    });
    for (const name of failed) failures.set(name, (failures.get(name) ?? 0) + 1);
    console.log(`${suite} ${run} of ${times}: ${numTotalTests - failed.length} of ${numTotalTests} passed`);
    for (const name of failed) console.log(`  failed: ${name}`);
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
for (const [name, count] of failures) console.log(`${count} of ${times}: ${name}`);
process.exitCode = failures.size > 0 ? 1 : 0;
