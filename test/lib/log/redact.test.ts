import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { redact } from '../../../lib/log/redact.ts';
import { terminalLog } from '../../../lib/log/terminal.ts';

const SECRET = 'hf_AbCdEfGhIjKlMnOpQrStUvWx';

describe('a text without its secrets', () => {
  it('contains no whole secret', () => {
    expect(redact(`token ${SECRET}, again ${SECRET}`, [SECRET])).toBe('token [secret], again [secret]');
  });

  it.each([
    ['its beginning, cut at the end', `token ${SECRET.slice(0, 7)}`],
    ['its beginning, cut by an ellipsis', `token ${SECRET.slice(0, 7)}…`],
    ['its beginning, cut at the end of a line', `token ${SECRET.slice(0, 20)}\nmore`],
    ['its end', `${SECRET.slice(9)} is bad`],
    ['a piece of its middle', `saw ${SECRET.slice(5, 17)} there`],
  ])('does not contain %s', (_, text) => {
    const clean = redact(text, [SECRET]);
    expect(clean).toContain('[secret]');
    for (let at = 0; at + 6 <= SECRET.length; at++) expect(clean).not.toContain(SECRET.slice(at, at + 6));
  });

  it('keeps similar text', () => {
    for (const text of ['hf_', 'hf_AbCdEf in the middle of a line', 'another hf_ZyXwVuTsRq', ''])
      expect(redact(text, [SECRET])).toBe(text);
  });

  it('keeps everything for an empty secret', () => {
    expect(redact('text', [''])).toBe('text');
  });

  it('masks a short secret only as a whole', () => {
    expect(redact('abc abcd', ['abcd'])).toBe('abc [secret]');
  });
});

it('masks a secret that the width of the terminal would cut', () => {
  const columns = 40;
  for (let before = 0; before < columns; before++) {
    let text = '';
    const stream = Object.assign(
      new Writable({
        write: (chunk, _, done) => {
          text += chunk;
          done();
        },
      }),
      {
        isTTY: true,
        columns,
      },
    );
    const log = terminalLog({ stream, environment: { TERM: 'xterm' }, secrets: () => [SECRET], now: () => 0 });
    const progress = `${'x'.repeat(before)} ${SECRET}`;
    log.write({ kind: 'waiting', what: 'w', progress, elapsed: 0, timeout: 1000 });
    expect(text).toContain('waiting until w');
    expect(text).not.toContain(SECRET.slice(0, 4));
    log.close();
  }
});
