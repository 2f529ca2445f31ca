import { RunbookError } from '../errors/runbook-error.ts';
import { readEnvFile } from './env-file.ts';
import { regionOf } from './names.ts';
import type { Rule } from './rule.ts';
import { isStored, type Secret, secret, storedSecret } from './secret.ts';
import { fitOf, fits, machinesFor } from './shapes.ts';
import { generationOf } from './tpu.ts';
import type { Variable } from './variable.ts';
import { type VariableName, variables } from './variables.ts';
import { compareVersions, hasStreamer, leastVersion, STREAMER_VERSION } from './version.ts';

type Parsed<Name extends VariableName> = (typeof variables)[Name]['rule'] extends Rule<infer T> ? T : never;

/** Variables that are secret or optional. */
interface Special {
  /** With HF_TOKEN_SECRET, a `StoredSecret`: `revealed` reads it. */
  readonly HF_TOKEN: Secret;
  readonly HF_TOKEN_SECRET: string | undefined;
  readonly LEARNER: string | undefined;
  readonly EXPOSE_CIDR: string | undefined;
  readonly VLLM_API_KEY: Secret | undefined;
  readonly WEIGHTS_GIB: number | undefined;
  readonly IMAGE_DISK: string | undefined;
  readonly HPA_FILE: string | undefined;
  /** Undefined until the run looks it up. */
  readonly PROJECT_NUMBER: string | undefined;
}

/**
 * Every variable of the tutorial and of the runbook, validated and typed; `.env.example` describes each.
 * @example
 * actions: ({ config }) => [run(kubectl`create namespace ${config.NAMESPACE}`)],
 */
export type Config = Special & {
  readonly [Name in Exclude<VariableName, keyof Special>]: Parsed<Name>;
} & {
  /** Texts of a runbook's additional variables; see `defineVariables`. */
  readonly own: Readonly<Record<string, string | undefined>>;
};

/** Sources of variables; the first one with a value wins: environment, file, defaults. */
export interface ConfigOptions {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** @default the variable TARGET */
  readonly target?: Config['TARGET'];
  /** Override the table's defaults; the environment and the file override these. */
  readonly defaults?: Readonly<Partial<Record<VariableName, string>>>;
  /** Names of a runbook's additional variables. */
  readonly own?: readonly string[];
  /** The variables that must have a value. The others may be missing: their types then promise too much. @default all */
  readonly needs?: readonly VariableName[] | undefined;
  /**
   * Path of a file of `NAME=value` lines, read strictly; the environment overrides it. A missing file counts as empty.
   */
  readonly envFile?: string;
}

/**
 * Read every variable. An empty variable counts as unset.
 * @throws RunbookError CONFIG_INVALID with one line of evidence per missing or invalid variable
 */
export function loadConfig(options: ConfigOptions): Config {
  const set = settings(options);
  const target = options.target ?? readTarget(options);
  const { needs } = options;
  const textOf = (name: VariableName): string | undefined =>
    name === 'TARGET' ? target : textFor(name, set, target, textOf);
  const config: Partial<Record<VariableName | 'own', unknown>> = { own: ownTexts(options) };
  const problems: string[] = [];
  for (const [name, variable] of entries()) {
    const text = textOf(name);
    const value = text === undefined ? undefined : variable.rule.parse(text);
    if (value !== undefined) config[name] = variable.secret ? secret(String(value)) : value;
    else if (text !== undefined || (needs?.includes(name) ?? !isOptional(variable, textOf)))
      problems.push(problem(name, variable, text));
  }
  if (config.HF_TOKEN_SECRET !== undefined) config.HF_TOKEN ??= storedSecret(String(config.HF_TOKEN_SECRET));
  for (const { of, expected, holds } of relations) {
    if (of.every((name) => config[name] !== undefined) && !holds(config as Config)) {
      problems.push(
        `${of.map((name) => `${name}=${config[name]}`).join(' and ')}: expected ${typeof expected === 'string' ? expected : expected(config as Config)}`,
      );
    }
  }
  if (problems.length > 0) throw invalid(problems);
  return Object.freeze(config) as Config;
}

/** The target, for callers that need it before the other variables. @throws RunbookError CONFIG_INVALID */
export function readTarget(options: Pick<ConfigOptions, 'environment' | 'envFile' | 'own'>): Config['TARGET'] {
  const text = settings(options).TARGET ?? variables.TARGET.default;
  const target = variables.TARGET.rule.parse(text);
  if (target === undefined) throw invalid([problem('TARGET', variables.TARGET, text)]);
  return target;
}

interface Relation {
  readonly of: readonly VariableName[];
  readonly expected: string | ((config: Config) => string);
  holds(config: Config): boolean;
}

/** The values that must never be printed. One in Secret Manager is known only after it has been read. */
export function secretsOf({ HF_TOKEN, VLLM_API_KEY }: Partial<Config>): readonly string[] {
  return [HF_TOKEN, VLLM_API_KEY].flatMap((one) => (one && !(isStored(one) && !one.isRead()) ? [one.reveal()] : []));
}

/** The environment for a program that does not need the secrets. */
export function withoutSecrets(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const secrets: ReadonlySet<string> = new Set(entries().flatMap(([name, { secret }]) => (secret ? [name] : [])));
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !secrets.has(name)));
}

/** Rules between variables that are each valid. */
const relations: readonly Relation[] = [
  {
    of: ['ZONE', 'CONTROL_PLANE_LOCATION'],
    expected: 'the zone to lie in the region of the control plane',
    holds: (config) => regionOf(config.ZONE) === regionOf(config.CONTROL_PLANE_LOCATION),
  },
  {
    of: ['ZONES', 'CONTROL_PLANE_LOCATION'],
    expected: 'every zone to lie in the region of the control plane, since all nodes of a cluster are in one region',
    holds: ({ ZONES, ZONE, CONTROL_PLANE_LOCATION: location }) =>
      ZONES.every((zone) => zone === ZONE || regionOf(zone) === regionOf(location)),
  },
  {
    of: ['LEARNER', 'CLUSTER'],
    expected: 'CLUSTER=existing, since learners share a cluster and must not delete it',
    holds: ({ CLUSTER }) => CLUSTER === 'existing',
  },
  {
    of: ['CLUSTER_MODE', 'CONTROL_PLANE_LOCATION'],
    expected: 'a region, since an Autopilot cluster is always regional',
    holds: (config) =>
      config.CLUSTER_MODE === 'standard' || config.CONTROL_PLANE_LOCATION === regionOf(config.CONTROL_PLANE_LOCATION),
  },
  {
    of: ['CLUSTER_MODE', 'CLUSTER_VERSION', 'MACHINE_TYPE'],
    expected: ({ CLUSTER_MODE, MACHINE_TYPE }) =>
      `${leastVersion(MACHINE_TYPE, CLUSTER_MODE)} or later, the first version with ${generationOf(MACHINE_TYPE).name} in this mode`,
    holds: ({ CLUSTER_VERSION, CLUSTER_MODE, MACHINE_TYPE }) =>
      CLUSTER_VERSION === 'latest' || compareVersions(CLUSTER_VERSION, leastVersion(MACHINE_TYPE, CLUSTER_MODE)) >= 0,
  },
  {
    of: ['CLUSTER_MODE', 'PROVISIONING'],
    expected: 'on-demand, since Autopilot chooses machines by the node selectors of the pods',
    holds: (config) => config.CLUSTER_MODE === 'standard' || config.PROVISIONING === 'on-demand',
  },
  {
    of: ['CLUSTER_MODE', 'IMAGE_DISK'],
    expected: 'a Standard cluster, since Autopilot creates the node pools itself',
    holds: ({ CLUSTER_MODE }) => CLUSTER_MODE === 'standard',
  },
  {
    of: ['MODEL', 'MACHINE_TYPE'],
    expected: (config) => {
      const { why } = fitOf(config, config.MACHINE_TYPE)!;
      const machines = machinesFor(config, config.MACHINE_TYPE);
      return machines.length > 0
        ? `a machine that fits (${why}): ${machines.join(', ')}`
        : `another model, since no single TPU host fits it (${why})`;
    },
    holds: (config) => fits(config, config.MACHINE_TYPE) !== false,
  },
  {
    of: ['LOAD_FORMAT', 'VLLM_IMAGE'],
    expected: `an image of vLLM ${STREAMER_VERSION} or later, the first version with the streamer on TPUs`,
    holds: ({ LOAD_FORMAT, VLLM_IMAGE }) => LOAD_FORMAT === 'auto' || hasStreamer(VLLM_IMAGE),
  },
  {
    of: ['HPA_METRIC', 'HPA_TARGET'],
    expected: 'a share of the KV cache from 0 to 1',
    holds: (config) => config.HPA_METRIC === 'queue' || config.HPA_TARGET <= 1,
  },
];

type Settings = Readonly<Partial<Record<VariableName, string>>>;

type Sources = Omit<ConfigOptions, 'target'>;

/** The variables of the environment and of the file. */
function given({ environment, envFile, own = [] }: Sources): readonly ConfigOptions['environment'][] {
  const known = [...Object.keys(variables), ...own];
  return [environment, envFile === undefined ? {} : readEnvFile(envFile, known, environment)];
}

const firstOf = (sources: readonly ConfigOptions['environment'][], name: string): string | undefined =>
  sources.map((source) => source[name]).find((text) => text !== undefined && text !== '');

function ownTexts(options: Sources): Config['own'] {
  const { own = [] } = options;
  const sources = own.length > 0 ? given(options) : [];
  return Object.fromEntries(own.map((name) => [name, firstOf(sources, name)]));
}

function settings(options: Sources): Settings {
  const sources = [...given(options), options.defaults ?? {}];
  return Object.fromEntries(entries().map(([name]) => [name, firstOf(sources, name)]));
}

function textFor(
  name: VariableName,
  set: Settings,
  target: Config['TARGET'],
  of: (name: VariableName) => string | undefined,
): string | undefined {
  const variable: Variable<unknown> = variables[name];
  const { default: everywhere, sandbox } = variable;
  const follow = (fallback: Variable<unknown>['default']): string | undefined =>
    typeof fallback === 'function' ? fallback((other) => of(other as VariableName)) : fallback;
  const text = set[name] ?? (target === 'sandbox' ? follow(sandbox) : undefined) ?? follow(everywhere);
  // An invalid LEARNER is reported once, not as a part of each name.
  const learner = variable.perLearner && set.LEARNER && variables.LEARNER.rule.parse(set.LEARNER);
  // A shell that is set up for the learner has the suffix already.
  return text !== undefined && learner && !text.endsWith(`-${learner}`) ? `${text}-${learner}` : text;
}

function isOptional({ optional }: Variable<unknown>, of: (name: VariableName) => string | undefined): boolean {
  return typeof optional === 'function' ? optional((other) => of(other as VariableName)) : optional === true;
}

function problem(name: VariableName, variable: Variable<unknown>, text: string | undefined): string {
  const { rule, example } = variable;
  const wanted = `expected ${rule.expected}; for example ${example}`;
  if (text === undefined) return `${name} is not set: ${wanted}`;
  if (variable.secret) return `${name}=[secret]: ${wanted}`;
  const meant = rule.suggest?.(text);
  const value = text.length > 80 ? `${text.slice(0, 80)}…` : text;
  return `${name}=${JSON.stringify(value)}: ${wanted}${meant === undefined ? '' : `. Did you mean ${meant}?`}`;
}

function invalid(problems: readonly string[]): RunbookError {
  const count = problems.length === 1 ? 'One variable needs' : `${problems.length} variables need`;
  return new RunbookError('CONFIG_INVALID', `${count} your attention`, {
    evidence: problems,
    remedy:
      'Set them in the environment or in .env; .env.example describes each variable. To be asked for them: npm run configure',
  });
}

function entries(): [VariableName, Variable<unknown>][] {
  return Object.entries(variables) as [VariableName, Variable<unknown>][];
}
