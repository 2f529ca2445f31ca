export { type Config, type ConfigOptions, loadConfig, readTarget, secretsOf, withoutSecrets } from './config.ts';
export { exampleEnv } from './example.ts';
export { givenVariables } from './given.ts';
export { regionOf } from './names.ts';
export type { Rule } from './rule.ts';
export { type Secret, secret } from './secret.ts';
export { fits, type MachineType, machinesFor, TPU_SHAPES, type TpuShape, weightsGib } from './shapes.ts';
export { type Variable, type VariableName, variables } from './variables.ts';
export { compareVersions, LEAST_VERSION } from './version.ts';
