import { readFileSync } from 'node:fs';

/** kubectl's credential plugin: prints the sandbox's token, which is in a file. */
const token = readFileSync(process.env.CLOUDSDK_AUTH_ACCESS_TOKEN_FILE ?? '', 'utf8').trim();
const credential = { kind: 'ExecCredential', apiVersion: 'client.authentication.k8s.io/v1beta1', status: { token } };
process.stdout.write(`${JSON.stringify(credential)}\n`);
