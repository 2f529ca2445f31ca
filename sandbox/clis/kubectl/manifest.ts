import { readFileSync } from 'node:fs';
import { parseAllDocuments } from 'yaml';
import { Refused } from '../tool.ts';
import type { KubeObject } from './api.ts';

/** The objects of a file; `-` means standard input. @throws Refused */
export function readManifest(file: string): readonly KubeObject[] {
  const documents = parseAllDocuments(readFileSync(file === '-' ? 0 : file, 'utf8'));
  return documents.flatMap((document) => {
    if (document.errors[0]) throw new Refused(`error: error parsing ${file}: ${document.errors[0].message}`);
    return document.toJS() ?? [];
  });
}

/** The object's namespace, or the command's. */
export function namespaceOf({ metadata }: KubeObject, byDefault: string): string {
  return metadata.namespace ?? byDefault;
}
