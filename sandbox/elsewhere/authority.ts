import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { KeyPair } from '../core/tls.ts';

/** Between the certificate and the key; readers of certificates skip a key. */
const KEY = '-----BEGIN PRIVATE KEY-----';

/**
 * Makes the certificate for gcloud's `core/custom_ca_certs_file` with its key, once for each sandbox. The command that
 * starts a sandbox does it: the library would take 10 MiB of the sandbox's memory.
 */
export async function ensureAuthority(file: string): Promise<void> {
  if (existsSync(file)) return;
  const { makeAuthority } = await import('../core/certificates.ts');
  const { certificate, key } = await makeAuthority('CN=vllm-tpu-runbook sandbox, gcloud');
  const part = `${file}.${process.pid}`;
  writeFileSync(part, `${certificate}\n${key}\n`, { mode: 0o600 });
  renameSync(part, file);
}

/** @throws Error without the file */
export function readAuthority(file: string): KeyPair {
  const text = readFileSync(file, 'utf8');
  const at = text.indexOf(KEY);
  return { certificate: text.slice(0, at), key: text.slice(at) };
}
