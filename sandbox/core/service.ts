import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Route } from './http.ts';

/** One API on the sandbox's port. A folder's `index.ts` creates its service; `sandbox.ts` lists all services. */
export interface Service {
  /** Path prefixes: `/container` for gcloud's endpoint override, '' for the npm clients. */
  readonly prefixes: readonly string[];
  /** Given by a function, they are loaded with the first request. */
  readonly routes: readonly Route[] | (() => Promise<readonly Route[]>);
  /** Looks at the matched parameters before the handler does. @throws GoogleApiError */
  readonly gate?: (params: Readonly<Record<string, string>>) => void;
  /** Whether the faults of all Google APIs may strike here. @default true */
  readonly emulated?: boolean;
  /** By `METHOD /path`. */
  readonly raw?: Readonly<Record<string, RawHandler>>;
  /** By `METHOD /path`: needs no token, since it is where one is got. */
  readonly open?: Readonly<Record<string, RawHandler>>;
  /** Resumes the operations that the journal has in progress; called when the sandbox listens at the URL. */
  restore?(url: string): void | Promise<void>;
  /** Stops the service's background work; called when the sandbox stops listening. */
  close?(): Promise<void>;
}

/** Takes over the exchange before its body is read. */
export type RawHandler = (message: IncomingMessage, response: ServerResponse) => void;
