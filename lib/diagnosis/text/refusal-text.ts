/** What says that an API refuses a request, and why: Google's client libraries, gcloud, gRPC, GKE's controllers. */
const REFUSALS: readonly RegExp[] = [
  /(?:googleapi|HttpError|HTTPError)[:,]? (?:Error )?4(?:00|09|12|22)[:,] "?(?<why>[^\n]+?)"?(?:,? (?:badRequest|invalid|required|failedPrecondition|conditionNotMet|resourceInUse\w*|invalidParameter))?$/,
  /ResponseError: code=4(?:00|09|12|22), message=(?<why>[^\n]+)/,
  /\(gcloud[^)]*\) (?:INVALID_ARGUMENT|FAILED_PRECONDITION|OUT_OF_RANGE): (?<why>[^\n]+)/,
  /code = (?:InvalidArgument|FailedPrecondition|OutOfRange) desc = (?<why>[^\n]+)/,
  /Google Compute Engine: (?<why>Invalid value for field [^\n]+)/,
  /Error syncing to GCP: (?:error running [\w ]+ routine: )?(?<why>[^\n]+)/,
];

/** Refusals that do not say what is wrong. */
const MUTE =
  /^(?:Request contains an invalid argument|Bad ?Request|Invalid argument|Precondition check failed)\b\.?\s*$/i;

/** A reason has more characters than this; `Not found.` is none. */
const SHORT = 15;

/** An answer that stays the same until the request, or what the client trusts, changes, wherever a client logs it. */
const REFUSED =
  /\b"?status"?: ?"?(?:PERMISSION_DENIED|INVALID_ARGUMENT|FAILED_PRECONDITION)\b|googleapi: Error 40[03]\b|tls: failed to verify certificate: x509|proxy auth(?:entication|orization) required/;

export const isRefused = (line: string): boolean => REFUSED.test(line);

function whyOf(line: string): string | undefined {
  for (const pattern of REFUSALS) {
    const why = pattern.exec(line)?.groups?.why;
    if (why !== undefined) return why.trim();
  }
  return undefined;
}

/** Why the last of these refusals was made, in its own words; undefined when none says it. */
export function reasonOf(lines: readonly string[]): string | undefined {
  return lines.map(whyOf).findLast((why) => why !== undefined && why.length > SHORT && !MUTE.test(why));
}
