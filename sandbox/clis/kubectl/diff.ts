import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { Command } from '../command.ts';
import { print, Refused } from '../tool.ts';
import type { KubeObject } from './api.ts';
import { applied } from './apply.ts';
import { withCluster } from './cluster.ts';
import { namespaceOf, readManifest } from './manifest.ts';
import { type Resource, resourceOf } from './resources.ts';

/** As kubectl writes it: sorted, and a time as a string. */
const YAML = { sortMapEntries: true, indentSeq: false, lineWidth: 0, version: '1.1' } as const;

/** kubectl's or diff's failure; 1 is a difference. */
const FAILED = 2;

/** `kubectl diff -f FILE`: what an apply would change, by a dry run of the server. @returns 0 no difference, 1 some */
export const diff: Command = {
  words: 'diff',
  operands: 0,
  flags: { filename: { kind: 'value', must: true, short: 'f' } },
  run: (call) =>
    withCluster(call, async (cluster) => {
      const manifest = readManifest(call.value('filename')!);
      const folders = { before: folder('LIVE'), after: folder('MERGED') };
      try {
        const all = await cluster.resources();
        for (const object of manifest) {
          const resource = resourceOf(all, object);
          const file = fileOf(resource, namespaceOf(object, cluster.namespace), object);
          const { before, after } = await applied(cluster, resource, object, true);
          if (before) write(join(folders.before, file), before);
          write(join(folders.after, file), after);
        }
        return compared(folders.before, folders.after);
      } catch (error) {
        if (error instanceof Refused) throw new Refused(error.message, FAILED);
        throw error;
      } finally {
        for (const one of Object.values(folders)) rmSync(one, { recursive: true, force: true });
      }
    }),
};

const folder = (name: string): string => mkdtempSync(join(tmpdir(), `${name}-`));

/** `apps.v1.Deployment.vllm.vllm-tpu` */
function fileOf({ group, version, kind, namespaced }: Resource, namespace: string, { metadata }: KubeObject): string {
  return [...(group ? [group] : []), version, kind, namespaced ? namespace : '', metadata.name].join('.');
}

function write(file: string, object: KubeObject): void {
  const { managedFields: _, ...metadata } = object.metadata;
  const text = stringify({ ...object, metadata }, { ...YAML });
  writeFileSync(file, text);
}

function compared(before: string, after: string): number {
  const { stdout, stderr, status, error } = spawnSync('diff', ['-u', '-N', before, after], { encoding: 'utf8' });
  if (error) throw new Refused(`error: failed to run "diff": ${error.message}`, FAILED);
  if (stdout !== '') print(stdout);
  process.stderr.write(stderr);
  return status ?? FAILED;
}
