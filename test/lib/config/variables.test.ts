import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { expect, test } from 'vitest';
import { exampleEnv, loadConfig, type Variable, variables } from '../../../lib/config/index.ts';

const rows = Object.entries(variables) as [string, Variable<unknown>][];

test.each(rows)(
  "the examples and defaults of %s satisfy the variable's own rule",
  (_, { rule, example, sandbox, ...variable }) => {
    expect(rule.parse(example)).toBeDefined();
    if (typeof sandbox === 'string') expect(rule.parse(sandbox)).toBeDefined();
    if (typeof variable.default === 'string') expect(variable.default).toBe(example);
  },
);

// npx tsx -e "import('./lib/config/index.ts').then((m) => process.stdout.write(m.exampleEnv()))" > .env.example
test('.env.example matches the table', () => {
  expect(readFileSync(new URL('../../../.env.example', import.meta.url), 'utf8')).toBe(exampleEnv());
});

test('an unedited copy of .env.example changes nothing', () => {
  const environment = parseEnv(exampleEnv());
  expect(loadConfig({ environment, target: 'sandbox' })).toEqual(
    expect.objectContaining({ PROJECT_ID: variables.PROJECT_ID.sandbox, NAMESPACE: variables.NAMESPACE.default }),
  );
  expect(() => loadConfig({ environment, target: 'gke' })).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }));
});
