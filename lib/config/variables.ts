import { options } from './variables/options.ts';
import { tutorial } from './variables/tutorial.ts';

/** Every variable, in the order of `.env.example`. */
export const variables = { ...tutorial, ...options };

/** The name of a variable in the environment and in `.env`: `CLUSTER_NAME`. */
export type VariableName = keyof typeof variables;
