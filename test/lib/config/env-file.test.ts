import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readEnvFile } from '../../../lib/config/env-file.ts';
import { loadConfig, variables } from '../../../lib/config/index.ts';
import type { RunbookError } from '../../../lib/errors/runbook-error.ts';

const folder = mkdtempSync(join(tmpdir(), 'env-file-'));
const path = join(folder, '.env');
afterAll(() => rmSync(folder, { recursive: true }));

const read = (text: string | Uint8Array, environment: Record<string, string> = {}) => {
  writeFileSync(path, text);
  return readEnvFile(path, Object.keys(variables), environment);
};

const evidence = (text: string | Uint8Array, environment?: Record<string, string>): readonly string[] => {
  try {
    read(text, environment);
  } catch (error) {
    expect(error).toMatchObject({ name: 'RunbookError', code: 'CONFIG_INVALID' });
    return (error as RunbookError).evidence;
  }
  return [];
};

describe('a file of variables', () => {
  it.each([
    ['a byte order mark before the first name', '\uFEFFZONE=a', 'a'],
    ['line ends of Windows', '# x\r\nZONE=a\r\n', 'a'],
    ['line ends of an old Mac', '# x\rZONE=a\r', 'a'],
    ['no line end', 'ZONE=a', 'a'],
    ['double quotes', 'ZONE="a b"', 'a b'],
    ['single quotes', "ZONE='a \"b'", 'a "b'],
    ['back quotes', 'ZONE=`a \'"b`', 'a \'"b'],
    ['an escaped newline in double quotes', 'ZONE="a\\nb"', 'a\nb'],
    ['a value over several lines', 'ZONE="a\nb"\nMODEL=m', 'a\nb'],
    ['a comment after the value', 'ZONE=a # why', 'a'],
    ['a comment after quotes', "ZONE='a' # it's", 'a'],
    ['a # in quotes', 'ZONE="a # b"', 'a # b'],
    ['export', 'export ZONE=a', 'a'],
    ['export and a tab', 'export\tZONE=a', 'a'],
    ['spaces around the sign', '  ZONE \t=\t a ', 'a'],
    ['a = in the value', 'ZONE=a=b', 'a=b'],
    ['a dollar, which is not expanded', 'ZONE=$HOME', '$HOME'],
    ['an empty value', 'ZONE=', ''],
    ['only a comment as value', 'ZONE= # none', ''],
    ['the same value twice', 'ZONE=a\nZONE=a', 'a'],
    ['an empty line of .env.example after it', 'ZONE=a\nZONE=\n', 'a'],
  ])('may have %s', (_, text, value) => {
    expect(read(text).ZONE).toBe(value);
  });

  it.each([
    ['swapped letters', '\nCLUSTER_NMAE=x', '.env:2', 'CLUSTER_NAME'],
    ['a missing letter', 'MAX_REPLICA=3', '.env:1', 'MAX_REPLICAS'],
    ['a missing underscore', '# x\r\n\r\nHFTOKEN=hf_hidden', '.env:3', 'HF_TOKEN'],
    ['small letters', 'cluster_name=x', '.env:1', 'CLUSTER_NAME'],
    ['YAML', 'ZONE="a\nb"\nCLUSTER_NAME: x', '.env:3', 'CLUSTER_NAME=value'],
    ['no sign', 'HF_TOKEN hf_hidden', '.env:1', 'HF_TOKEN=value'],
    ['prose', 'the cluster of the class', '.env:1', 'NAME=value'],
    ['an unbalanced quote', 'ZONE="a\nMODEL=m', '.env:1', 'ZONE'],
    ['text after a quote', 'HF_TOKEN="hf_hidden"x', '.env:1', 'HF_TOKEN'],
    ['a name far from all variables', 'COLOUR=red', '.env:1', 'COLOUR'],
    ['a second value', 'ZONE=a\n\nZONE=b', '.env:3', 'line 1'],
    ['a variable that only the shell may set', 'HTTPS_PROXY=http://hidden', '.env:1', 'export'],
    ['a pasted token', 'hf_hiddenhiddenhidden=', '.env:1', 'of this name'],
  ])('names the line with %s', (_, text, line, named) => {
    const [first, ...more] = evidence(text);
    expect(first).toMatch(new RegExp(`^${line}: .*${named}`));
    expect(more).toEqual([]);
    expect(first).not.toContain('hidden');
  });

  it('names all invalid lines at once', () => {
    expect(evidence('CLUSTER_NMAE=x\nZONE=a\nprose\n').map((line) => line.split(': ')[0])).toEqual([
      '.env:1',
      '.env:3',
    ]);
  });

  it('may contain a variable that the shell exports too, as with direnv', () => {
    expect(evidence('CLOUDSDK_CONFIG=/x', { CLOUDSDK_CONFIG: '/x' })).toEqual([]);
    expect(evidence('CLUSTER_NMAE=x', { CLUSTER_NMAE: 'x' })).toHaveLength(1);
  });

  it('is refused without UTF-8, as from PowerShell', () => {
    expect(() => read(Buffer.from('\uFEFFZONE=a', 'utf16le'))).toThrow(
      expect.objectContaining({ code: 'CONFIG_INVALID', remedy: expect.stringContaining('UTF-8') }),
    );
  });

  it('may begin with a byte order mark', () => {
    writeFileSync(path, '\uFEFFMODEL=meta-llama/Llama-3.1-8B\n');
    expect(loadConfig({ environment: {}, envFile: path }).MODEL).toBe('meta-llama/Llama-3.1-8B');
  });
});
