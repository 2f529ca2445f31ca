import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
// Its dependency injection wants the Reflect polyfill before it.
import * as x509 from '@peculiar/x509';
import type { KeyPair, Tls } from './tls.ts';

/** Clients check validity by their own clocks, so it does not depend on simulated time. */
const VALID = { notBefore: new Date('2020-01-01T00:00:00Z'), notAfter: new Date('2049-12-31T00:00:00Z') };
const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;

const generate = () => webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);

export async function makeTls(): Promise<Tls> {
  const authority = await makeAuthority('CN=vllm-tpu-runbook sandbox');
  const server = await issue(authority, '02', 'CN=127.0.0.1', [
    { type: 'ip', value: '127.0.0.1' },
    { type: 'dns', value: 'localhost' },
    { type: 'dns', value: 'kubernetes.default.svc' },
  ]);
  return { ca: authority.certificate, server };
}

/** @param name such as `CN=…` */
export async function makeAuthority(name: string): Promise<KeyPair> {
  const keys = await generate();
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    ...VALID,
    serialNumber: '01',
    name,
    signingAlgorithm: ALGORITHM,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { certificate: certificate.toString('pem'), key: await pemOf(keys.privateKey) };
}

/** A server's certificate. @param serial hexadecimal */
export async function issue(
  authority: KeyPair,
  serial: string,
  subject: string,
  names: x509.JsonGeneralNames,
): Promise<KeyPair> {
  const ca = new x509.X509Certificate(authority.certificate);
  const pkcs8 = x509.PemConverter.decodeFirst(authority.key);
  const signingKey = await webcrypto.subtle.importKey('pkcs8', pkcs8, ALGORITHM, false, ['sign']);
  const keys = await generate();
  const certificate = await x509.X509CertificateGenerator.create({
    ...VALID,
    serialNumber: serial,
    subject,
    issuer: ca.subject,
    signingAlgorithm: ALGORITHM,
    publicKey: keys.publicKey,
    signingKey,
    extensions: [
      new x509.BasicConstraintsExtension(false),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension(names),
      await x509.AuthorityKeyIdentifierExtension.create(await ca.publicKey.export(ALGORITHM, ['verify'])),
    ],
  });
  return { certificate: certificate.toString('pem'), key: await pemOf(keys.privateKey) };
}

async function pemOf(key: webcrypto.CryptoKey): Promise<string> {
  return x509.PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY');
}
