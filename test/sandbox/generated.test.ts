import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { generated } from '../../sandbox/generators.ts';

const SANDBOX = fileURLToPath(new URL('../../sandbox/', import.meta.url));
const files = generated();

/** After a change: `npm run generate -w sandbox`. */
describe('the generated files', () => {
  it.each([...files])('%s is up to date', (path, text) => {
    // No comparison that prints: some are of one line of 60,000 characters.
    expect(existsSync(SANDBOX + path) && readFileSync(SANDBOX + path, 'utf8') === text).toBe(true);
  });

  it('are the only files in the folders named generated', () => {
    const folders = new Set([...files.keys()].map(dirname).filter((folder) => folder.endsWith('/generated')));
    const found = [...folders].flatMap((folder) => readdirSync(SANDBOX + folder).map((file) => `${folder}/${file}`));
    expect(found.filter((path) => !files.has(path))).toEqual([]);
  });
});
