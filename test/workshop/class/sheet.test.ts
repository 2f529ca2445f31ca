import { expect, it } from 'vitest';
import { RunbookError } from '../../../lib/errors/runbook-error.ts';
import { makeCertificate } from '../../../workshop/class/certificate.ts';
import type { ClassFile } from '../../../workshop/class/class-file.ts';
import { readLink } from '../../../workshop/class/link.ts';
import { newSecret } from '../../../workshop/class/secret.ts';
import { sheetHtml } from '../../../workshop/class/sheet/html.ts';

const content = (label: string): ClassFile => ({
  startedAt: '',
  secret: newSecret(),
  address: '0.0.0.0',
  host: '192.0.2.7',
  port: 8600,
  isolation: 'bubblewrap',
  learners: [{ name: 'ana', label, secret: newSecret(), number: 1 }],
});

it("has a card with a QR code and the link for each learner, and not the instructor's link", () => {
  const one = content('Ana');
  const html = sheetHtml(one);
  expect(html.match(/<svg/g)).toHaveLength(1);
  expect(html).toContain(`http://192.0.2.7:8600/join/${one.learners[0]!.secret}<`);
  expect(html).not.toContain(one.secret);
});

it('shows a name as text, whatever is in it', () => {
  expect(sheetHtml(content('<script>alert(1)</script>'))).not.toContain('<script>');
});

it('names the fingerprint of the certificate, which `join` finds in the link', async () => {
  const tls = await makeCertificate(['192.0.2.7', 'localhost']);
  const one = { ...content('Ana'), tls };
  const [, link = ''] = /<code>(https:[^<]+)</.exec(sheetHtml(one)) ?? [];
  expect(readLink(link)).toEqual({
    url: 'https://192.0.2.7:8600',
    secret: one.learners[0]!.secret,
    fingerprint: tls.fingerprint,
  });
});

it.each([
  '',
  'x',
  'ftp://h/join/aaaaaaaaaaaaaaaaaaaaaa',
  'http://h/',
  'http://h/join/short',
  'https://h/join/aaaaaaaaaaaaaaaaaaaaaa',
])('is no link: %j', (text) => {
  expect(() => readLink(text)).toThrow(RunbookError);
});
