import { describe, expect, it } from 'vitest';
import { toHtml } from '../../../lib/notebook/html.ts';
import { add, type Page } from '../../../lib/notebook/page.ts';

function page(...entries: readonly Parameters<typeof add>[1][]): Page {
  const made: Page = [];
  for (const entry of entries) add(made, entry);
  return made;
}

const waiting = {
  kind: 'waiting',
  what: 'disk is empty',
  progress: 'not yet',
  elapsed: 1000,
  timeout: 60_000,
} as const;

describe('a page', () => {
  it('keeps a wait in one place until it is met', () => {
    const made = page(
      waiting,
      { kind: 'note', text: 'between' },
      { ...waiting, progress: 'nearly' },
      { kind: 'met', what: 'disk is empty', elapsed: 2000 },
    );
    expect(made).toMatchObject([{ kind: 'met' }, { kind: 'note' }]);
  });

  it('removes the likely causes of a wait when it is met', () => {
    const cause = { kind: 'cause', code: 'C', sentence: 'of something', remedy: 'do something' } as const;
    const met = { kind: 'met', what: 'disk is empty', elapsed: 2000 } as const;
    const over = { kind: 'cause-over', code: 'C', sentence: 'of something' } as const;
    expect(page(waiting, cause, over)).toMatchObject([{ kind: 'waiting' }]);
    expect(page(waiting, cause)).toMatchObject([{ kind: 'waiting' }, { kind: 'cause' }]);
    expect(page(cause, waiting, cause, met)).toMatchObject([{ kind: 'cause' }, { kind: 'met' }]);
  });

  it('adds a new entry for a second wait', () => {
    expect(page(waiting, { kind: 'met', what: 'disk is empty', elapsed: 1 }, waiting)).toHaveLength(2);
  });

  it('collects the lines of a log in one block per step, and keeps the last 200', () => {
    const lines = Array.from({ length: 250 }, (_, n) => ({ kind: 'log-line', text: `line ${n}` }) as const);
    const made = page(...lines, { kind: 'step', id: '2', title: 'next' }, { kind: 'log-line', text: 'other' });
    expect(made).toMatchObject([{ kind: 'log', left: 50 }, { kind: 'step' }, { kind: 'log', lines: ['other'] }]);
    expect(made[0]).toHaveProperty('lines.length', 200);
  });
});

describe('a page as HTML', () => {
  it('escapes all text', () => {
    const html = toHtml(page({ kind: 'output', text: '<img src=x onerror=alert(1)>' }), { running: false });
    expect(html).not.toContain('<img');
    expect(html).toContain('&#60;img');
  });

  it('shows the end of a running log, and a finished log on a click', () => {
    const made = page(...Array.from({ length: 20 }, (_, n) => ({ kind: 'log-line', text: `line ${n}.` }) as const));
    expect(toHtml(made, { running: true })).toContain('<details open>');
    expect(toHtml(made, { running: true })).not.toContain('line 1.');
    expect(toHtml(made, { running: false })).toContain('line 1.');
  });

  it('keeps front ends from rendering mathematics between two prices', () => {
    const html = toHtml(page({ kind: 'note', text: '$1 or $2' }), { running: false });
    expect(html).toMatch(/class="runbook tex2jax_ignore mathjax_ignore"/);
  });
});
