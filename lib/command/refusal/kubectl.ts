import type { Command } from '../command.ts';
import type { Refusal, RefusalKind } from '../refusal.ts';

/** kubectl's own error lines (kubectl/pkg/cmd/util/helpers.go), without those of klog and the credential plugin. */
const OWN =
  /^(?:error: |Error from server|Error in configuration: |Unable to connect to the server: |The connection to the server )/;

/** Prefixes that some commands add to a server's error (kubectl/pkg/cmd/create, kubectl/pkg/validation). */
const AROUND = [
  /^error: error validating (?:"[^"]*"|\S+): error validating data: failed to download openapi: /,
  /^error: failed to create \w+:? /,
  /^error: /,
];

/** metav1.StatusReason. */
const BY_REASON: Readonly<Record<string, RefusalKind>> = {
  AlreadyExists: 'alreadyExists',
  Conflict: 'conflict',
  Expired: 'expired',
  Forbidden: 'forbidden',
  Gone: 'expired', // by client-go's reflector.go, as Expired
  InternalError: 'unavailable',
  NotFound: 'notFound',
  ServerTimeout: 'unavailable',
  ServiceUnavailable: 'unavailable',
  Timeout: 'unavailable',
  TooManyRequests: 'throttled',
  Unauthorized: 'unauthenticated',
};

const REASON = /^[Ee]rror from server \((\w+)\): /;
/** A resource with a name, as apimachinery/pkg/api/errors writes them. */
const NAMED = '[\\w.-]+ "[^"]*"';

/** Messages without a reason; the first match counts. */
const SENTENCES: readonly (readonly [RegExp, RefusalKind])[] = [
  [/^(?:[^:"]+: )?object is being deleted: /, 'terminating'], // apiserver/pkg/registry/generic/registry/store.go
  [/^.* is forbidden: unable to create new content in namespace \S+ because it is being terminated$/, 'terminating'],
  [new RegExp(`^${NAMED} already exists$`), 'alreadyExists'],
  [new RegExp(`^${NAMED} not found$`), 'notFound'],
  [new RegExp(`^${NAMED} is forbidden: `), 'forbidden'],
  [new RegExp(`^Operation cannot be fulfilled on ${NAMED}: `), 'conflict'],
  [/^You must be logged in to the server \(/, 'unauthenticated'],
  [/^the server has received too many requests and has asked us to try again later/, 'throttled'],
  [/^the server is currently unable to handle the request/, 'unavailable'],
  [/^an error on the server \("/, 'unavailable'],
  [/^(?:Error from server: )?etcdserver: (?:request timed out|leader changed)/, 'unavailable'],
  [/^unable to retrieve the complete list of server APIs: /, 'unavailable'],
  [/^context "[^"]*" does not exist$/, 'noContext'],
  [/^Error in configuration: context was not found for specified context: /, 'noContext'], // client-go/tools/clientcmd
  [/^the server doesn't have a resource type "/, 'noType'],
  [/^resource mapping not found for name: /, 'noType'],
  [/^The connection to the server \S+ was refused - did you specify the right host or port\?/, 'notListening'],
  [/^Get "[^"]+": dial tcp \S+ connect: connection refused/, 'notListening'],
  // client-go/plugin/pkg/client/auth/exec/exec.go
  [/^(?:Get "[^"]+"|Unable to connect to the server): getting credentials: exec: executable \S+ not found/, 'noPlugin'],
  [/^(?:Get "[^"]+"|Unable to connect to the server): getting credentials: /, 'noToken'],
  [/^(?:Get "[^"]+"|Unable to connect to the server): tls: failed to verify certificate: /, 'other'],
  // net/http/transport.go: a proxy that refuses does so again
  [/^(?:Get "[^"]+"|Unable to connect to the server): proxyconnect tcp: .*connection refused$/, 'other'],
  [/^(?:Get "[^"]+"|Unable to connect to the server): /, 'disconnected'],
];

/** `(get pods.custom.metrics.k8s.io)`: client-go adds it where the server sent no message. */
const GROUP = /\((?:get|list|watch|post|put|patch|delete) [a-z]+\.([a-z0-9.-]+\.[a-z0-9.-]+)(?: [^()]*)?\)$/;
const MISSING_APIS = /^unable to retrieve the complete list of server APIs: ([a-z0-9.-]+)\//;
const RAW_PATH = /^\/apis\/([^/]+)\//;

/** Kinds that mean "nothing to do", but only when every line means that. */
const HARMLESS: ReadonlySet<RefusalKind> = new Set(['notFound', 'alreadyExists']);

/** What the credential plugin repeats of gcloud when the login has expired: a retry does not help. */
const EXPIRED = /^.*\b(?:Reauthentication|invalid_grant|rapt_required|active account selected)\b.*$/m;

export function kubectlRefusal(stderr: string, { args }: Command): Refusal {
  const expired = EXPIRED.exec(stderr)?.[0].trim();
  const said = stderr
    .split('\n')
    .filter((line) => OWN.test(line))
    .map((line) => read(line, args))
    .map(
      (one): Refusal =>
        expired && one.kind === 'noToken' ? { ...one, kind: 'unauthenticated', message: expired } : one,
    );
  return said.find(({ kind }) => !HARMLESS.has(kind)) ?? said[0] ?? { tool: 'kubectl', kind: 'other', message: '' };
}

function read(line: string, args: Command['args']): Refusal {
  const around = AROUND.find((prefix) => prefix.test(line));
  const inner = around ? line.replace(around, '') : line;
  const reason = REASON.exec(inner)?.[1];
  const message = inner.replace(REASON, '');
  const sentence = SENTENCES.find(([pattern, kind]) => (!reason || kind === 'terminating') && pattern.test(message));
  const kind = sentence?.[1] ?? BY_REASON[reason ?? ''] ?? 'other';
  const group = (GROUP.exec(message) ?? MISSING_APIS.exec(message) ?? rawGroup(args))?.[1];
  return { tool: 'kubectl', kind, message, ...(group && { group }) };
}

function rawGroup(args: Command['args']): RegExpExecArray | null {
  return RAW_PATH.exec(args[args.indexOf('--raw') + 1] ?? '');
}
