import { expect, test } from 'vitest';
import { escapeHtml, html } from '../../../workshop/page/html.ts';

test('escapes what could end an element or an attribute', () => {
  expect(escapeHtml('\t<b>\n')).toBe('\t&#60;b&#62;\n');
});

test('replaces control characters, which a terminal or a parser may act on', () => {
  expect(escapeHtml('a\u0000b\u001b[2Jc\nd')).toBe('a b [2Jc\nd');
});

test('escapes texts and numbers, and keeps HTML, lists and nothing', () => {
  const inner = html`<b>${'<'}</b>`;
  expect(html`<p title="${'"'}">${[inner, 1, false, undefined, null, '&']}</p>`.text).toBe(
    '<p title="&#34;"><b>&#60;</b>1&#38;</p>',
  );
});
