import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../../lib/config/index.ts';
import type { Ended } from '../../../lib/runner/summary.ts';
import { next } from '../../../runbook/summary/next.ts';

const config = loadConfig({ environment: {}, target: 'sandbox' });
const run = { fast: false } as Ended;
const commands = (...given: Parameters<typeof next>): string[] => next(...given).flatMap((one) => [...one.commands]);
const kept = { text: '', isEmpty: false, address: '10.0.0.1:8000' };

describe('what to do after a run', () => {
  it('that keeps everything: ask, look around, delete', () => {
    const typed = commands(config, run, kept);
    expect(typed).toEqual(
      expect.arrayContaining(['npm run status', 'npx tsx runbook/99-cleanup.ts', 'npm run sandbox -- stop']),
    );
  });

  it('that keeps everything: the request is valid for a shell and for the server', () => {
    const [curl] = commands(config, run, kept).filter((line) => line.startsWith('curl '));
    const words = execFileSync('bash', ['-c', `printf '%s\\n' ${curl!.slice('curl '.length)}`], { encoding: 'utf8' });
    const [url, , header, , body] = words.split('\n');
    expect([url, header]).toEqual(['http://10.0.0.1:8000/v1/completions', 'Content-Type: application/json']);
    expect(JSON.parse(body!)).toMatchObject({ model: config.MODEL, prompt: expect.any(String) });
  });

  it('names the key of the server as a variable', () => {
    const withKey = loadConfig({ environment: { VLLM_API_KEY: 'a-secret-key-of-24-letters' }, target: 'sandbox' });
    const [curl] = commands(withKey, run, kept);
    expect(curl).toContain('"Authorization: Bearer $VLLM_API_KEY"');
    expect(curl).not.toContain('a-secret-key');
  });

  it('forwards the port first if the server has no address outside of the cluster', () => {
    const forwarded = loadConfig({ environment: { EXPOSE: 'port-forward' }, target: 'sandbox' });
    const typed = commands(forwarded, run, { ...kept, address: undefined });
    expect(typed[1]).toMatch(/^kubectl port-forward service\/vllm-service 8000 -n vllm &$/);
  });

  it('that has deleted everything: nothing to delete', () => {
    const typed = commands(config, { ...run, fast: true }, { text: '', isEmpty: true, address: undefined });
    expect(typed).toContain('npm start -- --fast --keep');
    expect(typed.join()).not.toContain('cleanup');
  });
});
