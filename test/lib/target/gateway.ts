import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import { once } from 'node:events';
import { createServer as createProxy } from 'node:http';
import { createServer } from 'node:https';
import { type AddressInfo, connect } from 'node:net';
import * as x509 from '@peculiar/x509';

/** A network behind a proxy with its own certificates, as in many companies. */
export interface Gateway {
  /** `http://127.0.0.1:…` */
  readonly proxy: string;
  /** The certificate authority of everything behind the proxy, in PEM. */
  readonly authority: string;
  /** `host:port METHOD path` of each request, in order. */
  readonly seen: string[];
  close(): Promise<void>;
}

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const VALID = { notBefore: new Date('2020-01-01'), notAfter: new Date('2049-12-31') };

/** @param hosts the hosts of the certificate. @param answer returns the JSON answer of a request */
export async function gateway(hosts: readonly string[], answer: (path: string) => unknown): Promise<Gateway> {
  const { authority, certificate, key } = await certified(hosts);
  const seen: string[] = [];
  const inside = createServer({ cert: certificate, key }, (request, response) => {
    seen.push(`${request.headers.host} ${request.method} ${request.url}`);
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer(request.url ?? '')));
  }).listen(0, '127.0.0.1');
  await once(inside, 'listening');
  const { port } = inside.address() as AddressInfo;
  const proxy = createProxy((_, response) => void response.writeHead(405).end()).listen(0, '127.0.0.1');
  proxy.on('connect', (_, client) => {
    const server = connect(port, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      client.pipe(server).pipe(client);
    });
    for (const socket of [client, server]) socket.on('error', () => server.destroy());
  });
  await once(proxy, 'listening');
  return {
    proxy: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    authority,
    seen,
    close: async () => {
      inside.closeAllConnections();
      inside.close();
      proxy.closeAllConnections();
      proxy.close();
    },
  };
}

async function certified(hosts: readonly string[]) {
  const keys = () => webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const [ownKeys, serverKeys] = await Promise.all([keys(), keys()]);
  const own = await x509.X509CertificateGenerator.createSelfSigned({
    ...VALID,
    name: 'CN=The company',
    signingAlgorithm: ALGORITHM,
    keys: ownKeys,
    extensions: [
      new x509.BasicConstraintsExtension(true, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true),
      await x509.SubjectKeyIdentifierExtension.create(ownKeys.publicKey),
    ],
  });
  const server = await x509.X509CertificateGenerator.create({
    ...VALID,
    subject: 'CN=behind the proxy',
    issuer: own.subject,
    signingAlgorithm: ALGORITHM,
    publicKey: serverKeys.publicKey,
    signingKey: ownKeys.privateKey,
    extensions: [
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension(hosts.map((value) => ({ type: 'dns', value }))),
      await x509.AuthorityKeyIdentifierExtension.create(ownKeys.publicKey),
    ],
  });
  const key = await webcrypto.subtle.exportKey('pkcs8', serverKeys.privateKey);
  return {
    authority: own.toString('pem'),
    certificate: server.toString('pem'),
    key: x509.PemConverter.encode(key, 'PRIVATE KEY'),
  };
}
