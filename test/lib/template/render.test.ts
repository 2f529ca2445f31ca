// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the syntax of parameters in manifests
import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import type { RunbookError } from '../../../lib/errors/runbook-error.ts';
import { type Parameters, renderManifest } from '../../../lib/template/index.ts';

/** Texts that some YAML parsers do not read as the same string. */
const BREAKERS = [
  'on',
  'yes',
  'n',
  'null',
  '~',
  'true',
  '1e3',
  '0x1f',
  '0o17',
  '0b11',
  '012',
  '1_000',
  '12:30:45',
  '2001-01-01',
  '.inf',
  '.5',
  '1.',
  '+1',
  '=',
  '<<',
  '',
  ' ',
  ' lead',
  'trail ',
  'a: b',
  'a:',
  ': a',
  '- a',
  '-',
  '--',
  '# c',
  'a # b',
  '[a',
  '{a',
  '}',
  ']',
  '*x',
  '&y',
  '!!str',
  '!t',
  '%z',
  '@a',
  '`b',
  '|',
  '>',
  '?',
  '---',
  '...',
  'a\nb',
  '\n',
  'a\n- b: c\n',
  '\ttab',
  '"',
  "'",
  '\\',
  '\\n',
  '$(id)',
  '${OTHER}',
  '$&',
  ';',
  '日本語',
  '🙂',
  'é',
];

function evidence(text: string, parameters: Parameters): readonly string[] {
  try {
    renderManifest(text, parameters);
  } catch (error) {
    expect(error).toMatchObject({ code: 'TEMPLATE' });
    return (error as RunbookError).evidence;
  }
  return [];
}

describe('values', () => {
  test('a plain placeholder keeps the type of its parameter', () => {
    const text = renderManifest('text: ${S}\nnumber: ${N}\nflag: ${B}\n', { S: 'x', N: 8, B: true });
    expect(text).toBe('text: x\nnumber: 8\nflag: true\n');
  });

  test('a quoted placeholder, or one inside a scalar, becomes text', () => {
    const text = renderManifest('q: "${N}"\nname: a|${M}|b\nargs:\n- --tp=${N}\n- --model=${M}\n', { N: 8, M: 'a/b' });
    expect(parse(text)).toEqual({ q: '8', name: 'a|a/b|b', args: ['--tp=8', '--model=a/b'] });
  });

  test.each(BREAKERS)('%j stays one string in every position', (value) => {
    const text = renderManifest(
      'plain: ${X}\nquoted: "${X}"\nflow: ["${X}", \'a${X}\']\nlist:\n- ${X}\n- --x=${X}\nlast: 1\n',
      { X: value },
    );
    const expected = {
      plain: value,
      quoted: value,
      flow: [value, `a${value}`],
      list: [value, `--x=${value}`],
      last: 1,
    };
    for (const version of ['1.1', '1.2'] as const) expect(parse(text, { version })).toEqual(expected);
  });

  test('kubectl reads each of them as the same string', () => {
    const names = BREAKERS.map((_, index) => `P${index}`);
    const parameters = Object.fromEntries(names.map((name, index) => [name, BREAKERS[index]!]));
    const data = names.map((name) => `  ${name}: \${${name}}\n`).join('');
    const manifest = renderManifest(
      `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: x\ndata:\n${data}`,
      parameters,
    );
    const args = ['annotate', '--local', '--filename=-', '--output=json', 'a=b'];
    const { stdout, stderr } = spawnSync('kubectl', args, {
      input: manifest,
      encoding: 'utf8',
      env: { PATH: process.env.PATH },
    });
    expect(stderr).toBe('');
    expect(JSON.parse(stdout).data).toEqual(parameters);
  });

  test.each(['a\0b', 'a\u0085b', 'a\u2028b', '\ud800', '\ufeffx', 'a\rb', '\u001b[2J'])('%j is refused', (value) => {
    expect(evidence('a: ${X}\n', { X: value })).toEqual(['X has a character that YAML cannot represent']);
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY])('the number %s is refused', (value) => {
    expect(evidence('a: ${X}\n', { X: value })).toHaveLength(1);
  });

  test('a value that looks like a placeholder is not replaced again', () => {
    expect(parse(renderManifest('- ${A}\n- ${B}\n', { A: '${B}', B: 'b' }))).toEqual(['${B}', 'b']);
  });
});

describe('text around the values', () => {
  const manifest = `# The model server.
apiVersion: apps/v1 # stable
spec:
  replicas: 1

  # one container
  containers:
    - name: vllm
      mountOptions: "implicit-dirs,metadata-cache:ttl-secs:-1,file-cache:max-size-mb:-1,file-cache:cache-file-for-range-read:true,read-ahead"
---
# The service.
kind: Service
`;

  test('comments, blank lines, long lines and documents survive', () => {
    expect(renderManifest(manifest, {})).toBe(manifest);
  });

  test('the same input gives the same bytes', () => {
    const once = (): string => renderManifest('a: ${A}\nb: ${B}\n', { A: 'x', B: 2 });
    expect(once()).toBe(once());
    expect(renderManifest('a: ${A}\nb: ${B}\n', { B: 2, A: 'x' })).toBe(once());
  });

  test('a placeholder in a comment is not replaced', () => {
    expect(renderManifest('# set ${A}\na: 1\n', {})).toBe('# set ${A}\na: 1\n');
  });
});

describe('optional blocks', () => {
  const manifest = `env:
  # when: FIRST
  - name: FIRST
  - name: ALWAYS
  # when: CACHE
  - name: VLLM_XLA_CACHE_PATH
    value: \${PATH}
limits:
  # when: FIRST
  cpu: 1
  memory: 2
---
# when: CACHE
kind: Job
---
kind: Service
`;
  const parse1 = (text: string): unknown[] => parseAllDocuments(text).map((document) => document.toJS());

  test('are kept when their parameter is true', () => {
    expect(parse1(renderManifest(manifest, { FIRST: true, CACHE: true, PATH: '/data' }))).toEqual([
      {
        env: [{ name: 'FIRST' }, { name: 'ALWAYS' }, { name: 'VLLM_XLA_CACHE_PATH', value: '/data' }],
        limits: { cpu: 1, memory: 2 },
      },
      { kind: 'Job' },
      { kind: 'Service' },
    ]);
  });

  test('are removed with their comment when their parameter is false', () => {
    const text = renderManifest(manifest, { FIRST: false, CACHE: false, PATH: '/data' });
    expect(parse1(text)).toEqual([{ env: [{ name: 'ALWAYS' }], limits: { memory: 2 } }, { kind: 'Service' }]);
    expect(text).not.toContain('when:');
  });

  test('need a parameter that is true or false', () => {
    expect(evidence(manifest, { FIRST: 'yes', CACHE: true, PATH: '/' })).toEqual([
      'line 3: FIRST must be true or false',
      'line 10: FIRST must be true or false',
    ]);
  });

  test.each(['a: 1\n# when: X\n', 'a:\n  # when: X\n  text\n', 'a: 1 # when: X\n'])(
    '%j does not mark a removable block and is refused',
    (text) => {
      expect(evidence(text, { X: true })).toHaveLength(1);
    },
  );
});

describe('errors', () => {
  test('name every missing parameter with its line, and every unused parameter', () => {
    expect(evidence('a: ${A}\nb:\n- --c=${C}\n', { B: 1 })).toEqual([
      'line 1: A has no value',
      'line 3: C has no value',
      'B is not used in the manifest',
    ]);
  });

  test.each([
    ['${A}: 1\n', 'key'],
    ['a: |\n  echo ${A}\n', 'block of text'],
    ['a: >-\n  echo ${A}\n', 'block of text'],
  ])('%j is a misplaced parameter', (text, why) => {
    expect(evidence(text, { A: 'x' })).toEqual([expect.stringMatching(`^line \\d: A .*${why}`)]);
  });

  test('name the line of invalid YAML', () => {
    expect(evidence('a: [1\nb: 2\n', {})[0]).toMatch(/line \d/);
  });

  test('parameters are own properties: __proto__ and toString have no value', () => {
    expect(evidence('a: ${__proto__}\nb: ${toString}\n', {})).toHaveLength(2);
  });
});
