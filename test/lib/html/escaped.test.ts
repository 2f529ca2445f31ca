import { expect, it } from 'vitest';
import { escaped } from '../../../lib/html/escaped.ts';

it('makes text of what would be markup, in an element and in an attribute', () => {
  expect(escaped(`<b title="a" id='b'>&amp;`)).toBe('&#60;b title=&#34;a&#34; id=&#39;b&#39;&#62;&#38;amp;');
});
