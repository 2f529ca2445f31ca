import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The version in this package's `package.json`, in the repository and in the built package. */
export function version(): string {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    try {
      const { name, version: found } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
      if (name === 'vllm-tpu-runbook') return found as string;
    } catch {
      // No package.json in this folder.
    }
    if (dirname(folder) === folder) return 'unknown';
  }
}
