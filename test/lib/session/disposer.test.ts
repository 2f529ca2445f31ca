import { describe, expect, it } from 'vitest';
import { Disposer } from '../../../lib/session/disposer.ts';

describe('opened resources', () => {
  it('are closed newest first', async () => {
    const closed: string[] = [];
    const opened = new Disposer();
    opened.own('a', () => closed.push('a'));
    opened.own('b', async () => closed.push('b'));
    expect(await opened.dispose()).toEqual([]);
    expect(closed).toEqual(['b', 'a']);
  });

  it('are closed even if a newer one fails', async () => {
    let closed = false;
    const opened = new Disposer();
    opened.own('a', () => {
      closed = true;
    });
    opened.own('b', () => Promise.reject(new Error('no')));
    const errors = await opened.dispose();
    expect(errors).toMatchObject([{ code: 'NOT_CLOSED', evidence: ['no'] }]);
    expect(closed).toBe(true);
  });

  it('report each failure, also a synchronous one', async () => {
    const opened = new Disposer();
    for (const what of ['a', 'b'])
      opened.own(what, () => {
        throw new Error(what);
      });
    expect((await opened.dispose()).map(({ evidence }) => evidence)).toEqual([['b'], ['a']]);
  });

  it('have a time limit to close', async () => {
    let closed = false;
    const opened = new Disposer(10);
    opened.own('a', () => {
      closed = true;
    });
    opened.own('b', () => new Promise(() => undefined));
    expect(await opened.dispose()).toMatchObject([{ code: 'NOT_CLOSED' }]);
    expect(closed).toBe(true);
  });

  it('are closed once', async () => {
    let times = 0;
    const opened = new Disposer();
    opened.own('a', () => times++);
    await opened.dispose();
    await opened.dispose();
    expect(times).toBe(1);
  });
});
