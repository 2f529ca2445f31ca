import type { Question } from '../../lib/checks/index.ts';
import { capacity } from './capacity.ts';
import { load } from './load.ts';
import { model } from './model.ts';
import { names } from './names.ts';
import { project } from './project.ts';
import { tools } from './tools.ts';

/** The checks of the preflight, in the order of the output. */
export const questions: readonly Question[] = [...tools, ...project, ...capacity, ...names, ...model, ...load];
