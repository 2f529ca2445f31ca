import { execFile } from 'node:child_process';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Ended, type Laptop, laptop } from './laptop.ts';

const SCRIPT = 'runbook/commands/configure.ts';
const DOWN = '\u001b[B';
const ENTER = '\r';

describe('npm run configure', () => {
  let place: Laptop;
  beforeAll(async () => {
    place = await laptop({ TARGET: 'sandbox' });
    await place.run('sandbox/cli.ts', ['start']);
  });
  afterAll(() => place.clear());

  const env = () => readFile(join(place.folder, '.env'), 'utf8');
  const files = async () => (await readdir(place.folder)).filter((name) => name.startsWith('.env')).sort();

  /** Types keys on a pseudo-terminal (util-linux, script), each when its question is there. */
  const typing = (keys: readonly (readonly [question: string, keys: string])[]): Promise<Ended> =>
    new Promise((resolve) => {
      const line = `stty columns 80; exec node --import "$TSX" "$REPO"/${SCRIPT}`;
      const left = [...keys];
      let output = '';
      const child = execFile(
        'script',
        ['--quiet', '--return', '--command', line, '/dev/null'],
        {
          env: { ...place.environment, ...place.names, TERM: 'xterm', NO_COLOR: '1' },
          cwd: place.folder,
          timeout: 60_000,
        },
        (error) => resolve({ code: error ? Number(error.code) : 0, output: stripVTControlCharacters(output) }),
      );
      let from = 0;
      child.stdout?.on('data', (text: string) => {
        output += text;
        const [next] = left;
        const at = next ? output.indexOf(next[0], from) : -1;
        if (at < 0) return;
        from = at + next![0].length;
        left.shift();
        child.stdin?.write(next![1]);
      });
    });

  it('ends with 130 on Ctrl-C and writes nothing', async () => {
    const { code } = await typing([['Which model?', '\u0003']]);
    expect(code).toBe(130);
    expect(await files()).toEqual([]);
  });

  it('writes nothing without a terminal and without --yes, and says what to type', async () => {
    const { code, output } = await place.run(SCRIPT, []);
    expect(code).toBe(2);
    expect(output.trimEnd()).toMatch(/To write it: TARGET=sandbox npm run configure -- --yes$/);
    expect(await files()).toEqual([]);
  });

  it('asks for another value in place of a refused one, with the target that was typed', async () => {
    const { code, output } = await place.run(SCRIPT, ['--project', 'my-project', '--yes']);
    expect(code).toBe(2);
    expect(output.trimEnd()).toMatch(/\n {4}TARGET=sandbox npm run configure -- --project PROJECT --yes$/);
  });

  it('writes what is chosen by keys, and never shows the hidden token', async () => {
    const { code, output } = await typing([
      ['Which model?', 'gemma-3-27b'],
      ['google/gemma-3-27b-it', ENTER],
      ['Which machine', ENTER],
      ['Where?', `${DOWN}${ENTER}`],
      ['How should', `${DOWN}${ENTER}`],
      ['Who may reach', `${DOWN}${ENTER}`],
      ['Which Hugging Face token?', `${DOWN}${ENTER}`],
      ['Hugging Face token that', `hf_typedByHand123${ENTER}`],
      ['Write', ENTER],
    ]);
    expect(code, output).toBe(0);
    expect(output).not.toContain('hf_typedByHand123');
    const text = await env();
    for (const line of [
      'MODEL=google/gemma-3-27b-it',
      'MACHINE_TYPE=ct6e-standard-4t',
      'PROVISIONING=spot',
      'EXPOSE=internal',
      'HF_TOKEN=hf_typedByHand123',
    ])
      expect(text).toContain(`\n${line}\n`);
    expect((await stat(join(place.folder, '.env'))).mode & 0o777).toBe(0o600);
  });

  it('replaces a file only with --yes where nobody can be asked, and keeps a backup with other variables in both', async () => {
    await writeFile(join(place.folder, '.env'), 'MAX_REPLICAS=3\nHF_TOKEN=hf_fromBefore123\n');
    const flags = ['--model', 'Qwen/Qwen3-8B', '--zone', 'us-east5-a', '--expose', 'port-forward'];
    expect(await place.run(SCRIPT, flags)).toMatchObject({
      code: 2,
      output: expect.stringContaining(`npm run configure -- ${flags.join(' ')} --yes`),
    });
    expect(await env()).toMatch(/^MAX_REPLICAS/);
    const { code, output } = await place.run(SCRIPT, [...flags, '--yes']);
    expect(code, output).toBe(0);
    expect(output).toMatch(/an hour: \$[\d.]+ with 1 replica, \$[\d.]+ with 3/);
    expect(output).not.toContain('hf_fromBefore123');
    expect(await files()).toEqual(['.env', '.env.backup']);
    for (const line of ['MACHINE_TYPE=ct6e-standard-1t', 'MAX_REPLICAS=3', 'HF_TOKEN=hf_fromBefore123'])
      expect(await env()).toContain(`\n${line}\n`);
  });

  it('leaves the token in a variable of the shell', async () => {
    const { code } = await place.run(SCRIPT, ['--hf-token-env', 'MY_TOKEN', '--yes'], { MY_TOKEN: 'hf_inTheShell123' });
    expect(code).toBe(0);
    expect(await env()).not.toMatch(/^HF_TOKEN=/m);
    expect(await env()).toContain('export HF_TOKEN="$MY_TOKEN"');
  });

  it('writes the name of a secret instead of the token, once Secret Manager gives it', async () => {
    const flags = ['--hf-token-secret', 'hf-token', '--yes'];
    const { code, output } = await place.run(SCRIPT, flags);
    expect(code, output).toBe(2);
    expect(output).toContain('gcloud secrets create hf-token --project=vllm-tpu-sandbox');
    const create =
      'printf %s hf_inSecretManager1 | gcloud secrets create hf-token --data-file=- --project="$PROJECT_ID"';
    const env = 'eval "$(node --import "$TSX" "$REPO"/runbook/commands/env.ts)"';
    expect(await place.bash('-ec', `${env}\n${create}`)).toMatchObject({ code: 0 });
    expect(await place.run(SCRIPT, flags)).toMatchObject({ code: 0 });
    const file = await readFile(join(place.folder, '.env'), 'utf8');
    expect(file).toContain('\nHF_TOKEN_SECRET=projects/vllm-tpu-sandbox/secrets/hf-token/versions/latest\n');
    expect(file).not.toMatch(/^HF_TOKEN=|hf_inSecret/m);
  });

  it('makes a file that the steps read', async () => {
    const { code, output } = await place.run('runbook/01-cluster.ts', ['--dry-run']);
    expect(code, output).toBe(0);
    expect(output).toContain('--node-locations=us-east5-a');
    expect(output).toContain('--machine-type=ct6e-standard-1t');
  });
});
