import { wordsLine } from '../command/command.ts';
import { type Config, isStored, type VariableName, variables } from '../config/index.ts';
import { accessSecret } from '../google/secret-manager.ts';
import { changeable } from './changeable.ts';
import { word } from './word.ts';

/** The variables that the rest of the script uses, with their values. */
export function variableLines(rest: string, config: Config): readonly string[] {
  const always: readonly string[] = ['PROJECT_ID', 'CLUSTER_NAME'];
  const isUsed = (name: string): boolean => always.includes(name) || new RegExp(`\\$\\{?${name}\\b`).test(rest);
  return [
    '# Change these for your project. Everything else is fixed in this script.',
    ...[...changeable(config)].filter(([name]) => isUsed(name)).map(([name, value]) => `${name}=${word(value)}`),
  ];
}

const SECRETS = (Object.keys(variables) as VariableName[]).filter((name) => 'secret' in variables[name]);

/** The lines that check the secrets that the steps use. */
export function secretLines(text: string, config: Config): readonly string[] {
  const names = SECRETS.filter((name) => text.includes(`\${${name}}`) && stored(name, config) === undefined);
  return names.map((name) => {
    const known = config.TARGET === 'sandbox' ? publicValue(name, config) : undefined;
    return known === undefined
      ? `: "\${${name}:?${variables[name].description}: export ${name}=…}"`
      : `${name}="\${${name}:-${known}}"`;
  });
}

/** The line that reads a secret from Secret Manager, unless the shell has it. */
function stored(name: VariableName, config: Config): string | undefined {
  const value = config[name];
  if (typeof value !== 'object' || !('reveal' in value) || !isStored(value)) return undefined;
  const { tool, args } = accessSecret(value.at);
  return `${name}="\${${name}:-$(${wordsLine([tool, ...args])})}"`;
}

/** The sandbox's value, which stands in the table of variables. */
function publicValue(name: VariableName, config: Config): string | undefined {
  const { sandbox } = variables[name] as { readonly sandbox?: string | ((of: (name: string) => unknown) => unknown) };
  const value = typeof sandbox === 'function' ? sandbox((other) => config[other as VariableName]) : sandbox;
  const own = config[name] as { reveal?(): string } | undefined;
  return typeof value === 'string' && own?.reveal?.() === value ? value : undefined;
}

/** Where the commands act, and what they need. */
export function head(text: string, config: Config): readonly string[] {
  const lookup = 'PROJECT_NUMBER="$(gcloud projects describe "$PROJECT_ID" --format=\'value(projectNumber)\')"';
  return [
    '# On the sandbox a second is a simulated minute.',
    `POLL_SECONDS="\${POLL_SECONDS:-${config.TARGET === 'sandbox' ? 1 : 10}}"`,
    '',
    '# Every command acts on this project. Your own kubeconfig is not changed.',
    'export CLOUDSDK_CORE_PROJECT="$PROJECT_ID" CLOUDSDK_CORE_DISABLE_PROMPTS=1',
    'export KUBECONFIG="$PWD/$CLUSTER_NAME.kubeconfig"',
    'for tool in gcloud kubectl gke-gcloud-auth-plugin curl; do',
    '  command -v "$tool" > /dev/null || { echo "$tool is not installed" >&2; exit 1; }',
    'done',
    ...(text.includes('PROJECT_NUMBER') ? [lookup] : []),
    ...SECRETS.flatMap((name) => (text.includes(`\${${name}}`) ? (stored(name, config) ?? []) : [])),
  ].filter((line) => config.TARGET === 'sandbox' || !line.startsWith('# On the sandbox'));
}
