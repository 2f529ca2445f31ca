import 'reflect-metadata';
import { createHash, webcrypto } from 'node:crypto';
import { isIP } from 'node:net';
// Its dependency injection wants the Reflect polyfill before it.
import * as x509 from '@peculiar/x509';
import type { Certificate } from './class-file.ts';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
/** Real ms. Browsers refuse a longer validity than 398 days. */
const DAY = 86_400_000;
const VALID_DAYS = 90;

/** A certificate for these names and addresses that nobody else has signed. */
export async function makeCertificate(hosts: readonly string[], now = new Date()): Promise<Certificate> {
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const made = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: '01',
    name: 'CN=vllm-tpu-runbook workshop',
    notBefore: new Date(now.getTime() - DAY),
    notAfter: new Date(now.getTime() + VALID_DAYS * DAY),
    signingAlgorithm: ALGORITHM,
    keys,
    extensions: [
      // A client that trusts exactly this certificate takes it as its own authority.
      new x509.BasicConstraintsExtension(true, undefined, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension(
        hosts.map((value) => ({ type: isIP(value) ? 'ip' : 'dns', value }) as const),
      ),
    ],
  });
  const key = x509.PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey), 'PRIVATE KEY');
  return { certificate: made.toString('pem'), key, fingerprint: fingerprintOf(Buffer.from(made.rawData)) };
}

/** SHA-256 of a certificate in DER, base64url. */
export function fingerprintOf(der: Uint8Array): string {
  return createHash('sha256').update(der).digest('base64url');
}
