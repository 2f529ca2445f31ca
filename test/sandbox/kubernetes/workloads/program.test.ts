import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { KubeObject } from '../../../../sandbox/kubernetes/object.ts';
import { admittedProgram, type ProgramDependencies } from '../../../../sandbox/kubernetes/workloads/program.ts';

const TEXT = 'console.log(1);';
const container = { command: ['node', '/app/a.mjs'], volumeMounts: [{ name: 'program', mountPath: '/app' }] };
const pod = {
  metadata: { name: 'a', namespace: 'vllm' },
  spec: { volumes: [{ name: 'program', configMap: { name: 'own' } }] },
} as unknown as KubeObject;

describe('admittedProgram', () => {
  let programs: string;
  beforeEach(() => {
    programs = mkdtempSync(join(tmpdir(), 'programs-'));
  });
  afterEach(() => rmSync(programs, { recursive: true, force: true }));

  /** The program of the container, with this text in the ConfigMap. */
  function found(text: string, runs: object = container, folder = true): string | undefined {
    const store = { get: (_: string, __: string, name: string) => name === 'own' && { data: { 'a.mjs': text } } };
    const world = folder ? { folder: { programs, token: '' } } : {};
    return admittedProgram({ world, store } as unknown as ProgramDependencies, pod, runs);
  }
  function admit(text: string): string {
    const file = join(programs, `${createHash('sha256').update(text).digest('hex')}.mjs`);
    writeFileSync(file, text);
    return file;
  }

  it('runs the text of a file in the folder', () => {
    expect(found(TEXT)).toBeUndefined();
    const file = admit(TEXT);
    expect(found(TEXT)).toBe(file);
  });

  it('runs no other text, of whatever file name', () => {
    admit(TEXT);
    expect(found(`${TEXT} `)).toBeUndefined();
  });

  it.each([
    ['another command', { ...container, command: ['sh', '/app/a.mjs'] }],
    ['arguments of Node', { ...container, command: ['node', '--eval', TEXT] }],
    ['a file that is not mounted', { ...container, volumeMounts: [] }],
    ['a file that the ConfigMap does not hold', { ...container, command: ['node', '/app/b.mjs'] }],
  ])('runs nothing for %s', (_, runs) => {
    admit(TEXT);
    expect(found(TEXT, runs)).toBeUndefined();
  });

  it('runs nothing in a sandbox without a folder', () => {
    admit(TEXT);
    expect(found(TEXT, container, false)).toBeUndefined();
  });
});
