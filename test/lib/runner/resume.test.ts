import { expect, test } from 'vitest';
import { resumeCommand } from '../../../lib/runner/resume.ts';

test.each([
  [{}, 'npm start -- --from 06-model-server'],
  [{ keep: true, to: '09' }, 'npm start -- --from 06-model-server --to 09 --keep'],
  [{ fast: true, report: "my run's.json" }, `npm start -- --fast --from 06-model-server --report 'my run'\\''s.json'`],
  [{ quiet: true }, 'npm start -- --from 06-model-server --quiet'],
  [{ yes: true }, 'npm start -- --from 06-model-server --yes'],
  [{ only: '06' }, 'npm start -- --only 06-model-server'],
  [
    { verbose: true, 'max-hours': '4', budget: '50' },
    'npm start -- --from 06-model-server --max-hours 4 --budget 50 --verbose',
  ],
])('a run with %j continues with %s', (asked, command) => {
  expect(resumeCommand('npm start --', asked, '06-model-server')).toBe(command);
});
