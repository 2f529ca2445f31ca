import { readFile } from 'node:fs/promises';
import { basename, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runFolder } from '../config/folders.ts';
import type { Config } from '../config/index.ts';
import type { Action } from '../step/step.ts';
import { renderManifest } from './index.ts';

const MANIFESTS = new URL('../../manifests/', import.meta.url);

export type Manifest = Extract<Action, { kind: 'manifest' }>;

/** The manifest with its parameters set. @throws RunbookError TEMPLATE */
export async function rendered({ manifest, parameters }: Manifest): Promise<string> {
  return renderManifest(await readFile(fileURLToPath(new URL(manifest, MANIFESTS)), 'utf8'), parameters);
}

/** The file that kubectl is given, as it is named from where one works. */
export function renderedFile({ manifest }: Manifest, config: Config): string {
  return relative('.', runFolder(config, 'manifests', basename(manifest)));
}
