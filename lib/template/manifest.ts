import { readFile } from 'node:fs/promises';
import { basename, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runFolder } from '../config/folders.ts';
import type { Config } from '../config/index.ts';
import { RunbookError } from '../errors/runbook-error.ts';
import type { Action } from '../step/step.ts';
import { renderManifest } from './index.ts';

export type Manifest = Extract<Action, { kind: 'manifest' }>;

/** The manifest with its parameters set. @throws RunbookError TEMPLATE */
export async function rendered({ manifest, parameters }: Manifest): Promise<string> {
  return renderManifest(await textOf(fileURLToPath(manifest)), parameters);
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new RunbookError('TEMPLATE', `Manifest ${relative('.', file)} cannot be read`, {
      cause,
      evidence: [(cause as Error).message],
      remedy: "Use a path relative to the step: apply(new URL('manifests/service.yaml', import.meta.url))",
    });
  }
}

/** The file name of the manifest. */
export function nameOf({ manifest }: Manifest): string {
  return basename(fileURLToPath(manifest));
}

/** The rendered file for kubectl, relative to the working directory. */
export function renderedFile(action: Manifest, config: Config): string {
  return relative('.', runFolder(config, 'manifests', nameOf(action)));
}
