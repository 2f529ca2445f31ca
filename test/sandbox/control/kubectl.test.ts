import { mkdirSync, mkdtempSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { withKubectl } from '../../../sandbox/control/kubectl.ts';
import { stateFolder } from '../../../sandbox/core/folder.ts';

let root: string;
const at = (...names: string[]): string => join(root, ...names);
const folder = () => stateFolder({ SANDBOX_HOME: at('sandbox') });

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'kubectl-'));
  for (const one of ['sdk', 'usr', 'sandbox']) mkdirSync(at(one));
  for (const name of ['kubectl', 'kubectl.1.32', 'kubectl.1.33'])
    writeFileSync(at('sdk', name), '#!/bin/sh\n', { mode: 0o755 });
  symlinkSync(at('sdk', 'kubectl'), at('usr', 'kubectl'));
});
afterEach(() => rmSync(root, { recursive: true }));

it("puts the kubectl of the clusters' version before the dispatcher that is installed", () => {
  expect(withKubectl(folder(), '1.33.5-gke.1080000', at('usr'))).toBe(`${at('sandbox', 'kubectl')}:${at('usr')}`);
  expect(readlinkSync(at('sandbox', 'kubectl', 'kubectl'))).toBe(at('sdk', 'kubectl.1.33'));
});

it('follows a change of the version', () => {
  const path = withKubectl(folder(), '1.33.5-gke.1080000', at('usr'));
  expect(withKubectl(folder(), '1.32.9-gke.1010000', path)).toBe(path);
  expect(readlinkSync(at('sandbox', 'kubectl', 'kubectl'))).toBe(at('sdk', 'kubectl.1.32'));
});

it.each([
  ['a dispatcher without that version', 'usr'],
  ['no kubectl', 'sandbox'],
])('changes nothing for %s', (_, where) => {
  expect(withKubectl(folder(), '1.99.1-gke.1', at(where))).toBe(at(where));
});
