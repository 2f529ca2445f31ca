import type { Refusal, RefusalKind } from '../refusal.ts';

/**
 * gcloud's error line; earlier lines are progress. googlecloudsdk/calliope/exceptions.py, command_lib/crash_handling.py
 */
const LAST_WORD = /^ERROR: (?:\(gcloud[\w.-]*\) |gcloud crashed \((\w+)\): )([\s\S]*)/m;

/** One of several requests, in a list: googlecloudsdk/api_lib/container/util.py */
const LISTED = /^Some requests did not succeed:\n - (?:args: \[u?["'])?([\s\S]*)$/;

/** By HTTP status, and by google.rpc.Code. */
const BY_STATUS: Readonly<Record<string, RefusalKind>> = {
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'notFound',
  409: 'alreadyExists',
  429: 'throttled',
  500: 'unavailable',
  502: 'unavailable',
  503: 'unavailable',
  504: 'unavailable',
  ABORTED: 'conflict',
  ALREADY_EXISTS: 'alreadyExists',
  DEADLINE_EXCEEDED: 'unavailable',
  INTERNAL: 'unavailable',
  NOT_FOUND: 'notFound',
  PERMISSION_DENIED: 'forbidden',
  RESOURCE_EXHAUSTED: 'throttled',
  UNAUTHENTICATED: 'unauthenticated',
  UNAVAILABLE: 'unavailable',
};

/** The status at the beginning of an error; each is a format of gcloud, with its file in googlecloudsdk. */
const STATUS: readonly RegExp[] = [
  /^ResponseError: code=(\d{3}), message=/, // api_lib/container/util.py
  /^HTTPError (\d{3})(?::|$)/, // api_lib/util/exceptions.py, api_lib/storage/errors.py
  /^gs:\/\/\S+ not found: (404)\.$/m, // api_lib/storage/errors.py
  /^([A-Z]+(?:_[A-Z]+)*): /, // api_lib/util/exceptions.py: the `status` in the API's answer
  /^HttpError accessing <[^>]*>: response: <\{[^>]*'status': '?(\d{3})\b/, // apitools/base/py/exceptions.py
];

/** Sentences that say more than a status. */
const SENTENCES: readonly (readonly [RegExp, RefusalKind])[] = [
  [/^ResponseError: code=\d{3}, message=Cluster is running incompatible operation /, 'busy'],
  // The first cluster of a project creates the pool; IAM learns of it a little later.
  [/^(?:HTTPError 400|INVALID_ARGUMENT): Identity Pool does not exist/, 'unavailable'],
  // An IAM policy is written back with the etag it was read with.
  [/^HTTPError 409: There were concurrent policy changes/, 'conflict'],
  [/^HTTPError 412: At least one of the pre-conditions you specified did not hold/, 'conflict'],
  [/^(?:Resource in projects|\w+ instance) \[[^\]]*\] is the subject of a conflict/, 'conflict'], // api_lib/util/exceptions.py
  [/^\[[^\]]*\] does not have permission to access \w+ instance \[/, 'forbidden'],
  [/^\w+ instance \[[^\]]*\] not found(?::|$)/, 'notFound'],
  [/^Policy bindings? with the specified [\w, ]+ not found!/, 'notFound'], // command_lib/iam/iam_util.py
  [/^The following URLs matched no objects or files:/, 'notFound'], // command_lib/storage/name_expansion.py
  [/^You do not currently have an active account selected/, 'unauthenticated'], // core/credentials/store.py
  // core/credentials/exceptions.py: TokenRefreshError, TokenRefreshReauthError
  [/^There was a problem (?:reauthenticating while )?refreshing (?:your current )?auth tokens/, 'unauthenticated'],
];

/** gcloud's hint at network errors that it knows (core/exceptions.py), and the classes of those that it does not. */
const NETWORK_ISSUE = /^This may be due to network connectivity issues\./m;
const CRASHES = new Set(['ConnectionError', 'ConnectTimeout', 'ReadTimeout', 'ChunkedEncodingError', 'ProtocolError']);
/** A retry does not fix a certificate. */
const CERTIFICATE = /certificate verify failed/i;

export function gcloudRefusal(stderr: string): Refusal {
  const [, crash, rest = ''] = LAST_WORD.exec(stderr) ?? [];
  const said = (LISTED.exec(rest)?.[1] ?? rest).trim();
  const kind = crash === undefined ? kindOf(said) : CRASHES.has(crash) ? lost(said) : 'other';
  return { tool: 'gcloud', kind, message: said.split('\n', 1)[0] ?? '' };
}

function kindOf(said: string): RefusalKind {
  const known = SENTENCES.find(([pattern]) => pattern.test(said));
  if (known) return known[1];
  const status = STATUS.map((pattern) => pattern.exec(said)?.[1]).find((found) => found !== undefined);
  return (status && BY_STATUS[status]) || (NETWORK_ISSUE.test(said) ? lost(said) : 'other');
}

const lost = (said: string): RefusalKind => (CERTIFICATE.test(said) ? 'other' : 'disconnected');
