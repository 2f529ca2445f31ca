import { type Variable, type VariableName, variables } from '../../lib/config/index.ts';

/** Every variable by its name, for looking up any of them. */
export const TABLE: Readonly<Record<VariableName, Variable<unknown>>> = variables;

/** In the order of the file. */
export const NAMES = Object.keys(TABLE) as readonly VariableName[];
