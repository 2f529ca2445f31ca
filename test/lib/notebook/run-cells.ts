import { createRequire } from 'node:module';

// Runs the cells of standard input (JSON) one after another, and prints their failures as the last line. A separate
// process, since it handles all unhandled rejections. Uses require, like the cells.
const { createCells } = createRequire(import.meta.url)(
  '../../../lib/notebook/cells.ts',
) as typeof import('../../../lib/notebook/cells.ts');

let input = '';
process.stdin.setEncoding('utf8');
process.stdin.on('data', (chunk) => {
  input += chunk;
});
process.stdin.on('end', async () => {
  const cells = createCells();
  const failures = [];
  for (const source of JSON.parse(input) as string[]) {
    await cells.execute(source);
    failures.push(cells.failure ?? null);
  }
  cells.close();
  console.log(JSON.stringify(failures));
});
