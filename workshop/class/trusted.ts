import { connect } from 'node:tls';
import { RunbookError } from '../../lib/errors/runbook-error.ts';
import { fingerprintOf } from './certificate.ts';
import type { HubAddress } from './wire.ts';

/** Real ms. */
const PATIENCE = 10_000;

/**
 * The hub at an address, with the one certificate that has the fingerprint. Nothing secret is sent before it is checked.
 * @throws RunbookError TARGET_UNREACHABLE for another certificate, or no answer
 */
export async function trusted(url: string, fingerprint: string | undefined): Promise<HubAddress> {
  if (fingerprint === undefined) return { url };
  const der = await certificateAt(url);
  if (fingerprintOf(der) === fingerprint) return { url, certificate: pem(der) };
  throw new RunbookError('TARGET_UNREACHABLE', `The certificate at ${url} is not the one of your link`, {
    evidence: ['Somebody else may answer at this address. Nothing was sent.'],
    remedy: "Ask your instructor for a new link, then: npm run workshop -- join 'URL'",
  });
}

function certificateAt(url: string): Promise<Buffer> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const fail = (cause: Error): void =>
      reject(
        new RunbookError('TARGET_UNREACHABLE', `The class at ${url} does not answer: ${cause.message}`, {
          cause,
          remedy: `Ask your instructor for the address, then try: curl -k ${url}`,
        }),
      );
    // Only to read the certificate, which is compared before anything is sent.
    const socket = connect(
      { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || 443), rejectUnauthorized: false },
      () => {
        const { raw } = socket.getPeerCertificate();
        socket.destroy();
        resolve(raw);
      },
    );
    socket.setTimeout(PATIENCE, () => socket.destroy(new Error('no answer')));
    socket.on('error', fail);
  });
}

const pem = (der: Buffer): string =>
  `-----BEGIN CERTIFICATE-----\n${der
    .toString('base64')
    .match(/.{1,64}/g)!
    .join('\n')}\n-----END CERTIFICATE-----\n`;
