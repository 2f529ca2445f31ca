import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { program } from '../../../sandbox/control/program.ts';

test('the sources are built once into a program that plain Node runs', async () => {
  const args = await program();
  expect(args.at(-1)).toMatch(/\.cache\/sandbox\/[0-9a-f]{16}\/main\.js$/);
  expect(existsSync(args.at(-1)!)).toBe(true);
  expect(await program()).toEqual(args);
});
