export { type Config, type ConfigOptions, loadConfig, readTarget } from './config.ts';
export { exampleEnv } from './example.ts';
export { regionOf } from './names.ts';
export type { Rule } from './rule.ts';
export { type Secret, secret } from './secret.ts';
export { type Variable, type VariableName, variables } from './variables.ts';
