import { expect, test } from 'vitest';
import { escapeHtml, html } from '../../../workshop/page/html.ts';

test('escapes what could end an element or an attribute', () => {
  expect(escapeHtml(`<img src=x onerror="a('&')">`)).toBe('&lt;img src=x onerror=&quot;a(&#39;&amp;&#39;)&quot;&gt;');
});

test('replaces control characters, which a terminal or a parser may act on', () => {
  expect(escapeHtml('a\u0000b\u001b[2Jc\nd')).toBe('a b [2Jc\nd');
});

test('escapes texts and numbers, and keeps HTML, lists and nothing', () => {
  const inner = html`<b>${'<'}</b>`;
  expect(html`<p title="${'"'}">${[inner, 1, false, undefined, null, '&']}</p>`.text).toBe(
    '<p title="&quot;"><b>&lt;</b>1&amp;</p>',
  );
});
