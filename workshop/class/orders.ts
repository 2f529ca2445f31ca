/** What the instructor sends to learners. */
export type Broadcast =
  | { readonly kind: 'message'; readonly text: string }
  | {
      readonly kind: 'fault';
      readonly name: string;
      readonly parameters?: Readonly<Record<string, string | number>>;
      /** @default everybody */
      readonly learners?: readonly string[];
    };

/** A broadcast as agents receive it. Numbers rise; an agent asks for those after the last that it has handled. */
export type Order = Broadcast & { readonly id: number; readonly at: string };
