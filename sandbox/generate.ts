/**
 * Writes all generated files: run `npm run generate -w sandbox` after a change of data, schemas or of the
 * packages that they come from. `test/sandbox/generated.test.ts` fails if a file is out of date.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { generated } from './generators.ts';

for (const [path, text] of generated()) {
  const file = fileURLToPath(new URL(path, import.meta.url));
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
