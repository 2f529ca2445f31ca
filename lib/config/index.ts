export { type Config, type ConfigOptions, loadConfig, readTarget, secretsOf, withoutSecrets } from './config.ts';
export { readEnvFile } from './env-file.ts';
export { exampleEnv } from './example.ts';
export { givenVariables, typedVariables } from './given.ts';
export { regionOf } from './names.ts';
export { defineVariables, type OwnTable, type OwnVariable, type OwnVariables } from './own.ts';
export { integer, oneOf, type Rule, text } from './rule.ts';
export { isStored, type Secret, type StoredSecret, secret, storedSecret } from './secret.ts';
export { type Fit, fitOf, fits, gib, layersOf, machinesFor, type SizedModel, weightsGib } from './shapes.ts';
export {
  generationOf,
  type MachineType,
  TPU_GENERATIONS,
  TPU_SHAPES,
  type TpuGeneration,
  type TpuQuota,
  type TpuShape,
} from './tpu.ts';
export type { Variable } from './variable.ts';
export { SANDBOX_TOKEN, TUTORIAL_NAMES } from './variables/tutorial.ts';
export { type VariableName, variables } from './variables.ts';
export { compareVersions, leastVersion } from './version.ts';
