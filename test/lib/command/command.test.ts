import { describe, expect, it } from 'vitest';
import { commandLine, gcloud, kubectl, withArgs, withSecret } from '../../../lib/command/command.ts';
import { secret } from '../../../lib/config/index.ts';

describe('a command template', () => {
  it('splits literal text at white space and line breaks', () => {
    expect(
      gcloud`container clusters
      list`.args,
    ).toEqual(['container', 'clusters', 'list']);
  });

  it('never splits a value', () => {
    expect(kubectl`create namespace ${'a b'}`.args).toEqual(['create', 'namespace', 'a b']);
  });

  it('joins a value with adjacent text', () => {
    expect(gcloud`storage rm gs://${'bucket'}/${'a b'}.txt --x=${1}`.args).toEqual([
      'storage',
      'rm',
      'gs://bucket/a b.txt',
      '--x=1',
    ]);
  });

  it('refuses a list that touches text', () => {
    expect(() => gcloud`a --zones=${['b', 'c']}`).toThrow(expect.objectContaining({ code: 'USAGE' }));
    expect(() => gcloud`a --zones=${['b']}`).toThrow(expect.objectContaining({ code: 'USAGE' }));
    expect(gcloud`a --zones=${['b', 'c'].join(',')} ${['d']}`.args).toEqual(['a', '--zones=b,c', 'd']);
  });

  it('makes one argument per list item, and none of false and undefined', () => {
    expect(kubectl`get ${['pods', '-w']} ${false} ${undefined} -o json`.args).toEqual([
      'get',
      'pods',
      '-w',
      '-o',
      'json',
    ]);
  });

  it('passes shell syntax, quotes, newlines and unicode unchanged', () => {
    const nasty = ['$(id)', '`id`', '; rm -rf /', `'"\\`, 'a\nb', '名前', '--flag', '$HOME'];
    expect(kubectl`label x ${nasty}`.args.slice(2)).toEqual(nasty);
    for (const value of nasty) expect(kubectl`label ${value}`.args).toEqual(['label', value]);
  });

  it.each([
    ['a list behind text', () => gcloud`x --zones=${['a', 'b']}`, '--zones='],
    ['a list of one behind text', () => gcloud`x --zones=${['a']}`, '--zones='],
    ['an empty list behind text', () => gcloud`x --zones=${[]}`, '--zones='],
    ['a list before text', () => gcloud`x ${['a', 'b']}.txt`, 'list'],
    ['a list behind a value', () => gcloud`x ${'a'}${['b']}`, '"a"'],
    ['a list before a value', () => gcloud`x ${['b']}${'a'}`, 'list'],
    ['undefined behind text', () => gcloud`x --zone=${undefined}`, '--zone='],
    ['false before text', () => gcloud`x ${false}-a`, 'false'],
  ])('refuses %s', (_, command, named) => {
    expect(command).toThrow(expect.objectContaining({ code: 'USAGE', message: expect.stringContaining(named) }));
  });

  it('accepts a joined list, and a separate list at the end or on its own line', () => {
    expect(gcloud`x --zones=${['a', 'b'].join(',')}`.args).toEqual(['x', '--zones=a,b']);
    expect(gcloud`x ${['a', 'b']}`.args).toEqual(['x', 'a', 'b']);
    expect(
      gcloud`${['a']}
      ${['b']} ${[]}`.args,
    ).toEqual(['a', 'b']);
    expect(gcloud`x --zone=${''} ${''}`.args).toEqual(['x', '--zone=', '']);
  });

  it('refuses a secret as a value', () => {
    const hidden = secret('hf_hidden') as never;
    for (const command of [() => kubectl`create secret --from-literal=x=${hidden}`, () => kubectl`create ${[hidden]}`])
      expect(command).toThrow(expect.objectContaining({ code: 'USAGE' }));
  });
});

describe('the line of a command', () => {
  it('quotes words for a shell', () => {
    expect(commandLine(kubectl`get hpa -o ${"jsonpath={.items[*]['x']}"}`)).toBe(
      `kubectl get hpa -o 'jsonpath={.items[*]['\\''x'\\'']}'`,
    );
  });

  it('shows a secret as its variable', () => {
    const command = withSecret(kubectl`create -f -`, 'HF_TOKEN', secret('hf_hidden'));
    expect(commandLine(command)).toBe(': "${HF_TOKEN:?}" && printf %s "$HF_TOKEN" | kubectl create -f -');
    expect(JSON.stringify(command)).not.toContain('hf_hidden');
  });

  it('ends with added arguments', () => {
    expect(commandLine(withArgs(gcloud`info`, '--project=p'))).toBe('gcloud info --project=p');
  });
});
