import { expect, it } from 'vitest';
import { BROKEN, isUnanswered } from '../../../lib/errors/connection-codes.ts';

it.each([...BROKEN])('%s is an unanswered request', (code) => {
  expect(isUnanswered(code)).toBe(true);
});

it.each(['SELF_SIGNED_CERT_IN_CHAIN', 'CERT_HAS_EXPIRED', 'ERR_TLS_CERT_ALTNAME_INVALID', 'UND_ERR_INVALID_ARG'])(
  '%s is an unanswered request that no other attempt changes',
  (code) => {
    expect([isUnanswered(code), BROKEN.has(code)]).toEqual([true, false]);
  },
);

it.each(['ENOENT', 'EACCES', 503, undefined])('%s is neither', (code) => {
  expect([isUnanswered(code), BROKEN.has(code)]).toEqual([false, false]);
});
