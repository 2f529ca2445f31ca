import { existsSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { Call } from '../command.ts';
import { Refused } from '../tool.ts';

/** The address and credentials of a cluster's API. */
export interface Server {
  readonly url: string;
  /** PEM. */
  readonly ca: string;
  readonly token: string;
}

interface Named {
  readonly name: string;
  // biome-ignore lint/suspicious/noExplicitAny: a cluster or a context
  readonly [kind: string]: any;
}

const NO_TOKEN =
  'error: this stand-in for kubectl works only with the sandbox: ' +
  'CLOUDSDK_AUTH_ACCESS_TOKEN_FILE is not set.\neval "$(npm run -s env)"';

/** The server that `--context` names, or the kubeconfig's current one. @throws Refused */
export function serverOf(call: Call): Server {
  const file = process.env.KUBECONFIG ?? '';
  const config = existsSync(file) ? (parse(readFileSync(file, 'utf8')) ?? {}) : {};
  const wanted = call.value('context') ?? config['current-context'];
  const context = named(config.contexts, wanted)?.context;
  if (!context) throw new Refused(`Error in configuration: context was not found for specified context: ${wanted}`);
  const cluster = named(config.clusters, context.cluster)?.cluster ?? {};
  const tokens = process.env.CLOUDSDK_AUTH_ACCESS_TOKEN_FILE;
  if (!tokens) throw new Refused(NO_TOKEN);
  return {
    url: cluster.server,
    ca: Buffer.from(cluster['certificate-authority-data'] ?? '', 'base64').toString(),
    token: readFileSync(tokens, 'utf8').trim(),
  };
}

function named(list: readonly Named[] | undefined, name: string): Named | undefined {
  return list?.find((entry) => entry.name === name);
}
