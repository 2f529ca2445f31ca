import { readFile } from 'node:fs/promises';
import { basename, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Action } from './step.ts';
import { renderManifest } from './template.ts';

const MANIFESTS = new URL('../manifests/', import.meta.url);

export type Manifest = Extract<Action, { kind: 'manifest' }>;

/** The manifest with its parameters set. @throws RunbookError TEMPLATE */
export async function rendered({ manifest, parameters }: Manifest): Promise<string> {
  return renderManifest(await readFile(fileURLToPath(new URL(manifest, MANIFESTS)), 'utf8'), parameters);
}

/** The file that kubectl is given. */
export function renderedFile({ manifest }: Manifest): string {
  return relative('.', `.runbook/manifests/${basename(manifest)}`);
}
