import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { loadConfig } from '../../../lib/config/index.ts';
import { identityIn } from '../../../runbook/bundle/identity.ts';
import type { Collected } from '../../../runbook/bundle/part.ts';
import { mustBeClean, redacted } from '../../../runbook/bundle/redact.ts';
import type { World } from '../../../runbook/bundle/world.ts';

const HF_TOKEN = 'hf_secretOfABundleThatIsLong';
const world = (parts: Partial<World>): World => ({
  environment: {},
  config: undefined,
  target: undefined,
  problem: undefined,
  cluster: undefined,
  ...parts,
});
const said = (text: string): Collected => ({ file: 'a.txt', about: '', evidence: true, text });
const clean = (from: World, text: string): string => {
  const identity = identityIn(from, [text]);
  return redacted([said(text)], identity)[0]!.text;
};

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bundle-'));
  vi.stubEnv('RUNBOOK_HOME', folder);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

describe('a bundle without identifying values', () => {
  it('has placeholders for what is configured', () => {
    const config = loadConfig({ environment: { PROJECT_ID: 'acme-ml-7', HF_TOKEN }, target: 'sandbox' });
    expect(clean(world({ config }), `acme-ml-7 ${HF_TOKEN}`)).toBe('<PROJECT_ID> [secret]');
  });

  it('has one for the number of the project, which only the answers tell', () => {
    const text = "projects/123456789012/x, again 123456789012, consumer 'project_number:987654321'";
    expect(clean(world({}), text)).toBe(
      "projects/<PROJECT_NUMBER>/x, again <PROJECT_NUMBER>, consumer 'project_number:<PROJECT_NUMBER>'",
    );
  });

  it('knows the secrets of an invalid configuration, from the shell and from .env', async () => {
    await writeFile(join(folder, '.env'), 'VLLM_API_KEY="a key that is long"\nZONE=mars\n');
    const text = 'short-token-1, a key that is long';
    expect(clean(world({ environment: { HF_TOKEN: 'short-token-1' } }), text)).toBe('[secret], [secret]');
  });

  it('is refused while a secret is left', () => {
    const config = loadConfig({ environment: { HF_TOKEN }, target: 'sandbox' });
    const identity = identityIn(world({ config }), []);
    expect(() => mustBeClean(['harmless', HF_TOKEN], identity)).toThrow(
      expect.objectContaining({ code: 'NOT_REDACTED', message: expect.stringContaining('The bundle') }),
    );
  });
});
