import { createPublicKey, generateKeyPair, type KeyObject, verify } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { readBody, sendReply } from '../core/http.ts';

/** The fields of Google's service account key file that its clients read. */
export interface ServiceAccountKey {
  readonly type: 'service_account';
  readonly project_id: string;
  readonly private_key_id: string;
  readonly private_key: string;
  readonly client_email: string;
  readonly client_id: string;
  readonly token_uri: string;
}

/** Seconds for which a token is said to be good; clients ask again after that. */
const LIFETIME = 3600;

/**
 * A key file for Application Default Credentials whose tokens come from this sandbox: with it the real
 * gke-gcloud-auth-plugin needs no gcloud (20 ms instead of a second for each kubectl command).
 * The key is the same after a restart; where it exchanges for tokens may have changed.
 */
export async function writeServiceAccountKey(file: string, project: string, url: string, privateKey: Promise<string>) {
  const key: ServiceAccountKey = {
    type: 'service_account',
    project_id: project,
    private_key_id: 'sandbox',
    private_key: await privateKey,
    client_email: `sandbox@${project}.iam.gserviceaccount.com`,
    client_id: '100000000000000000001',
    token_uri: `${url}/token`,
  };
  writeFileSync(file, JSON.stringify(key, null, 2), { mode: 0o600 });
  return key;
}

/** Made in a fifth of the time that 2,048 bits take, which would be most of the sandbox's start; it guards a simulation on the loopback. */
const KEY_BITS = 1536;

/** The private key of the file, or else a new one: that takes a while, in another thread. @returns PEM */
export async function privateKeyOf(file: string): Promise<string> {
  if (existsSync(file)) return (JSON.parse(readFileSync(file, 'utf8')) as ServiceAccountKey).private_key;
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: KEY_BITS });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
}

/** `POST /token`: OAuth 2.0's JWT bearer grant (RFC 7523), as Google's token endpoint takes it. */
export function tokenEndpoint(keyFile: () => ServiceAccountKey | undefined, token: string) {
  return async (message: IncomingMessage, response: ServerResponse): Promise<void> => {
    const form = new URLSearchParams((await readBody(message)).toString('utf8'));
    const key = keyFile();
    if (key && isSignedBy(form.get('assertion') ?? '', key)) {
      sendReply(response, { body: { access_token: token, token_type: 'Bearer', expires_in: LIFETIME } });
    } else {
      const body = { error: 'invalid_grant', error_description: 'Invalid JWT Signature.' };
      sendReply(response, { status: 400, body });
    }
  };
}

function isSignedBy(assertion: string, { private_key, client_email, token_uri }: ServiceAccountKey): boolean {
  const [header = '', payload = '', signature = ''] = assertion.split('.');
  const publicKey: KeyObject = createPublicKey(private_key);
  if (!verify('RSA-SHA256', Buffer.from(`${header}.${payload}`), publicKey, Buffer.from(signature, 'base64url')))
    return false;
  const { iss, aud } = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as { iss?: string; aud?: string };
  return iss === client_email && aud === token_uri;
}
