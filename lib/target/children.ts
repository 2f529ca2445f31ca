import { networkVariables } from './network.ts';

/** By what a program finds other programs and speaks the user's language. */
const OF_THE_USER = ['PATH', 'HOME', 'LANG', 'LC_ALL', 'TERM', 'TMPDIR', 'SYSTEMROOT'];

/**
 * Whom gcloud acts for, and how it runs. All other variables of gcloud, kubectl and Google's clients decide where a
 * request goes, or what an answer looks like: the target sets them, or they are not passed on.
 */
const OF_GCLOUD = [
  'CLOUDSDK_CONFIG',
  'CLOUDSDK_ACTIVE_CONFIG_NAME',
  'CLOUDSDK_CORE_ACCOUNT',
  'CLOUDSDK_CORE_DISABLE_USAGE_REPORTING',
  'CLOUDSDK_AUTH_ACCESS_TOKEN',
  'CLOUDSDK_AUTH_ACCESS_TOKEN_FILE',
  'CLOUDSDK_AUTH_CREDENTIAL_FILE_OVERRIDE',
  'CLOUDSDK_AUTH_IMPERSONATE_SERVICE_ACCOUNT',
  'CLOUDSDK_AUTH_LOGIN_CONFIG_FILE',
  'CLOUDSDK_BILLING_QUOTA_PROJECT',
  'CLOUDSDK_CONTEXT_AWARE_USE_CLIENT_CERTIFICATE',
  'CLOUDSDK_PYTHON',
  'CLOUDSDK_PYTHON_ARGS',
  'CLOUDSDK_PYTHON_SITEPACKAGES',
  'GOOGLE_APPLICATION_CREDENTIALS',
];

type Environment = Readonly<Record<string, string | undefined>>;

/** What gcloud and kubectl inherit on a target that brings their account along, and that the network does not stand before. */
export function plainChildren(environment: Environment): Record<string, string> {
  return chosen(environment, OF_THE_USER);
}

/** What they inherit on Google Cloud: the account that the user has chosen, and the way through the user's network too. */
export function childrenOnGoogleCloud(environment: Environment): Record<string, string> {
  return { ...chosen(environment, [...OF_THE_USER, ...OF_GCLOUD]), ...networkVariables(environment) };
}

/** Those of the variables that are set. */
export function chosen(environment: Environment, names: readonly string[]): Record<string, string> {
  const entries = names.map((name) => [name, environment[name]] as const);
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => Boolean(entry[1])));
}
