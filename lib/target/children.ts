import { networkVariables } from './network.ts';

/** Variables for paths, language and terminal. */
const OF_THE_USER = ['PATH', 'HOME', 'LANG', 'LC_ALL', 'TERM', 'TMPDIR', 'SYSTEMROOT'];

/**
 * Variables for gcloud's account and its Python. Other variables of gcloud, kubectl and Google's clients change where
 * requests go or what answers look like: the target sets them, or child processes do not get them.
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

/** The environment of gcloud and kubectl on a target with its own account and without a network in between. */
export function plainChildren(environment: Environment): Record<string, string> {
  return chosen(environment, OF_THE_USER);
}

/** The environment of gcloud and kubectl on Google Cloud, with the user's account and network. */
export function childrenOnGoogleCloud(environment: Environment): Record<string, string> {
  return { ...chosen(environment, [...OF_THE_USER, ...OF_GCLOUD]), ...networkVariables(environment) };
}

/** The named variables that are set. */
export function chosen(environment: Environment, names: readonly string[]): Record<string, string> {
  const entries = names.map((name) => [name, environment[name]] as const);
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => Boolean(entry[1])));
}
