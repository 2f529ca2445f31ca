import { describe, expect, it } from 'vitest';
import { bearerOf, isCrossSite, secretOf, withoutOurs } from '../../../workshop/class/visitor.ts';

const crossSite = (method: string, headers: Record<string, string>): boolean =>
  isCrossSite({ method, headers: { host: 'hub.example:8600', ...headers } });

describe('a request', () => {
  it('may read from anywhere, as a link does', () => {
    expect(crossSite('GET', { origin: 'https://elsewhere.example', 'sec-fetch-site': 'cross-site' })).toBe(false);
  });

  it.each([
    ['another origin', { origin: 'https://elsewhere.example' }],
    ['another port', { origin: 'http://hub.example:9000' }],
    ['an opaque origin', { origin: 'null' }],
    ['another site by its own word', { 'sec-fetch-site': 'cross-site' }],
    ['the same site but another origin', { 'sec-fetch-site': 'same-site' }],
  ])('may not change anything from %s', (_, headers) => {
    expect(crossSite('POST', headers)).toBe(true);
    expect(crossSite('GET', { ...headers, upgrade: 'websocket' })).toBe(true);
  });

  it.each([
    ['the own origin', { origin: 'http://hub.example:8600', 'sec-fetch-site': 'same-origin' }],
    ['a command, which has no origin', {}],
  ])('may change something from %s', (_, headers) => {
    expect(crossSite('POST', headers)).toBe(false);
    expect(crossSite('GET', { ...headers, upgrade: 'websocket' })).toBe(false);
  });

  it('tells its secret by the cookie or by the header, whatever stands around it', () => {
    expect(secretOf({ headers: { cookie: 'a=1; workshop=abc-_9; notworkshop=x' } })).toBe('abc-_9');
    expect(secretOf({ headers: { cookie: 'notworkshop=x' } })).toBe('');
    expect(bearerOf({ headers: { authorization: 'Bearer abc' } })).toBe('abc');
    expect(bearerOf({ headers: { authorization: 'Basic abc' } })).toBe('');
  });

  it("carries others' cookies on, and never the secret", () => {
    expect(withoutOurs('workshop=abc; _xsrf=2|x; workshop=def')).toBe('_xsrf=2|x');
    expect(withoutOurs('workshop=abc')).toBeUndefined();
  });
});
