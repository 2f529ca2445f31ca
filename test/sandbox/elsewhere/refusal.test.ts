import { expect, test } from 'vitest';
import { absent } from '../../../sandbox/elsewhere/refusal.ts';

const message = (host: string): string => (absent(host).body as { error: { message: string } }).error.message;

test('does not list an API as present in the refusal of its own name', () => {
  expect(message('logging.googleapis.com')).toContain('The sandbox has these APIs: container');
  expect(message('storage.googleapis.com')).not.toContain('The sandbox has these APIs');
});
