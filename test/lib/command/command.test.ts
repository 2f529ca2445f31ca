import { describe, expect, it } from 'vitest';
import { commandLine, gcloud, kubectl, withArgs, withSecret } from '../../../lib/command/command.ts';
import { secret } from '../../../lib/config/index.ts';

describe('a command template', () => {
  it('splits its own text at white space, over several lines too', () => {
    expect(
      gcloud`container clusters
      list`.args,
    ).toEqual(['container', 'clusters', 'list']);
  });

  it('never splits a value', () => {
    expect(kubectl`create namespace ${'a b'}`.args).toEqual(['create', 'namespace', 'a b']);
  });

  it('joins a value to the text that touches it', () => {
    expect(gcloud`storage rm gs://${'bucket'}/${'a b'}.txt --x=${1}`.args).toEqual([
      'storage',
      'rm',
      'gs://bucket/a b.txt',
      '--x=1',
    ]);
  });

  it('refuses a list that is glued to text: it would come apart', () => {
    expect(() => gcloud`a --zones=${['b', 'c']}`).toThrow(expect.objectContaining({ code: 'USAGE' }));
    expect(() => gcloud`a --zones=${['b']}`).toThrow(expect.objectContaining({ code: 'USAGE' }));
    expect(gcloud`a --zones=${['b', 'c'].join(',')} ${['d']}`.args).toEqual(['a', '--zones=b,c', 'd']);
  });

  it('makes one argument of each item of a list, and none of false and undefined', () => {
    expect(kubectl`get ${['pods', '-w']} ${false} ${undefined} -o json`.args).toEqual([
      'get',
      'pods',
      '-w',
      '-o',
      'json',
    ]);
  });

  it('passes shell syntax, quotes, newlines and unicode on as they are', () => {
    const nasty = ['$(id)', '`id`', '; rm -rf /', `'"\\`, 'a\nb', '名前', '--flag', '$HOME'];
    expect(kubectl`label x ${nasty}`.args.slice(2)).toEqual(nasty);
    for (const value of nasty) expect(kubectl`label ${value}`.args).toEqual(['label', value]);
  });

  it('refuses a secret among its values', () => {
    expect(() => kubectl`create secret --from-literal=x=${secret('hf_hidden') as never}`).toThrowError(
      expect.objectContaining({ code: 'USAGE' }),
    );
  });
});

describe('the line of a command', () => {
  it('quotes what a shell would take apart', () => {
    expect(commandLine(kubectl`get hpa -o ${"jsonpath={.items[*]['x']}"}`)).toBe(
      `kubectl get hpa -o 'jsonpath={.items[*]['\\''x'\\'']}'`,
    );
  });

  it('shows a secret as the variable that holds it', () => {
    const command = withSecret(kubectl`create -f -`, 'HF_TOKEN', secret('hf_hidden'));
    expect(commandLine(command)).toBe('printf %s "$HF_TOKEN" | kubectl create -f -');
    expect(JSON.stringify(command)).not.toContain('hf_hidden');
  });

  it('ends with arguments that were added', () => {
    expect(commandLine(withArgs(gcloud`info`, '--project=p'))).toBe('gcloud info --project=p');
  });
});
