import { describe, expect, it } from 'vitest';
import { CAUSES, diagnoseText, findings } from '../../../lib/diagnosis/index.ts';
import { readText } from '../../../lib/diagnosis/text/read-text.ts';
import { claimed, corpus, rightOf, score } from '../../corpus/corpus.ts';

describe('the diagnosis of real texts', () => {
  it('claims what is right in 98 of 100 claims, and finds 9 of 10 causes', () => {
    const { precision, recall } = score(corpus, diagnoseText);
    expect(precision).toBeGreaterThanOrEqual(0.98);
    expect(recall).toBeGreaterThanOrEqual(0.9);
  });

  it('puts no wrong cause first', () => {
    const wrong = corpus
      .map((entry) => ({ id: entry.id, first: claimed(diagnoseText(entry.text))[0], right: rightOf(entry) }))
      .filter(({ first, right }) => first !== undefined && !right.includes(first));
    expect(wrong).toEqual([]);
  });

  it('names the parameters that a text names, in 8 of 10', () => {
    const named = corpus.flatMap(({ text, right, parameters = {} }) => {
      const codes = right === null ? [] : [right].flat();
      const found = Object.assign(
        {},
        ...diagnoseText(text)
          .filter(({ code }) => codes.includes(code))
          .map((one) => one.parameters),
      );
      return Object.entries(parameters).map(([name, value]) => found[name] === value);
    });
    expect(named.filter(Boolean).length / named.length).toBeGreaterThanOrEqual(0.8);
  });

  it('leaves no hole of a phrase unfilled', () => {
    const texts = corpus.flatMap(({ text }) => diagnoseText(text).flatMap(({ cause, remedy }) => [cause, remedy]));
    expect(texts.filter((text) => /\{\w+[|}]|\[[^\]]*\{/.test(text))).toEqual([]);
  });
});

describe('the causes', () => {
  it('are found in whatever order they stand', () => {
    const codes = (causes: typeof CAUSES) =>
      corpus.map(({ text }) =>
        findings(readText(text), causes)
          .map(({ code }) => code)
          .sort(),
      );
    expect(codes([...CAUSES].reverse())).toEqual(codes(CAUSES));
  });

  it('replace causes that exist, and never each other', () => {
    const byCode = new Map(CAUSES.map((cause) => [cause.code, cause]));
    const above = (code: string, path: readonly string[] = []): void => {
      expect(path, `${code} replaces itself`).not.toContain(code);
      expect(byCode.has(code), code).toBe(true);
      for (const parent of byCode.get(code)!.under ?? []) above(parent, [...path, code]);
    };
    for (const { code } of CAUSES) above(code);
  });

  it('tell what to do: a command in one line, a page, or a sentence', () => {
    for (const { code, remedy, command, page } of CAUSES) {
      expect(remedy, code).not.toBe('');
      expect(command ?? '', code).not.toContain('\n');
      if (page !== undefined) expect(page, code).toMatch(/^https:\/\/[\w.-]+/);
      // Without a command and a page the remedy ends here.
      if (command === undefined && page === undefined) expect(remedy, code).toMatch(/[.)a-z]$/);
    }
  });

  it('give complete commands: project, location and namespace where the tool needs them', () => {
    for (const { code, command = '' } of CAUSES) {
      if (/^gcloud (?:container|compute|projects get|services|org-policies)/.test(command))
        expect(command, code).toMatch(/\$PROJECT_ID|--project=/);
      if (
        /^gcloud container (?:clusters|node-pools|operations|get-server-config)(?! list)/.test(command) &&
        !command.includes('clusters list')
      )
        expect(command, code).toContain('--location=');
      if (
        /^kubectl (?:get|describe|rollout|patch|logs) (?:pods|deployments?|hpa|events|pvc|configmaps|resourcequota)/.test(
          command,
        )
      )
        expect(command, code).toMatch(/ -n | -A/);
    }
  });
});
