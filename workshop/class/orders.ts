import type { Order as Broadcast } from '../page/instructor/class-state.ts';

/** A broadcast as agents receive it. Numbers rise; an agent asks for those after the last that it has handled. */
export type Order = Broadcast & { readonly id: number; readonly at: string };
