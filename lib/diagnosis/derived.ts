import { ofApi } from './api-name.ts';
import { ofImage, ofRegistry } from './image-name.ts';
import { ofField, ofGrant } from './object-name.ts';
import type { Parameters } from './phrase.ts';

const DERIVE: readonly ((known: Parameters) => Parameters)[] = [ofImage, ofRegistry, ofApi, ofGrant, ofField];

/** What follows from the parameters of a cause, such as the role for a permission. */
export const derived = (known: Parameters): Parameters => Object.assign({}, ...DERIVE.map((derive) => derive(known)));
