import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { defineVariables, integer, loadConfig, text } from '../../../lib/config/index.ts';

const variables = defineVariables({
  PROMPT: { description: 'What to ask', rule: text(/^\w+$/, 'one word') },
  COUNT: { description: 'How often', rule: integer(1, 9), default: '3' },
});
const names = Object.keys(variables.table);
const folder = mkdtempSync(join(tmpdir(), 'own-'));
afterAll(() => rmSync(folder, { recursive: true }));

const read = (environment: Record<string, string>, envFile?: string) =>
  variables.of({ config: loadConfig({ environment, target: 'sandbox', own: names, ...(envFile && { envFile }) }) });

describe('an additional variable of a runbook', () => {
  it('comes from the environment, or has its default, and is typed', () => {
    expect(read({ PROMPT: 'hello' })).toEqual({ PROMPT: 'hello', COUNT: 3 });
    expect(read({ PROMPT: 'hello', COUNT: '7' })).toEqual({ PROMPT: 'hello', COUNT: 7 });
  });

  it('comes from .env, which the environment overrides', () => {
    const file = join(folder, '.env');
    writeFileSync(file, 'PROMPT=filed\nNAMESPACE=mine\n');
    expect(read({}, file).PROMPT).toBe('filed');
    expect(read({ PROMPT: 'shell' }, file).PROMPT).toBe('shell');
    expect(() => loadConfig({ environment: {}, target: 'sandbox', envFile: file })).toThrow(
      expect.objectContaining({ code: 'CONFIG_INVALID' }),
    );
  });

  it('that is missing or invalid is named with its rule, all at once', () => {
    expect(() => read({ COUNT: '0' })).toThrow(
      expect.objectContaining({
        code: 'CONFIG_INVALID',
        evidence: ['PROMPT="": expected one word', 'COUNT="0": expected a whole number from 1 to 9'],
      }),
    );
  });
});
