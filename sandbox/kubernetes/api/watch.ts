import type { Timer } from '../../core/clock.ts';
import type { ApiRequest } from '../../core/http.ts';
import { isObserver } from '../../core/observer.ts';
import { Random } from '../../core/random.ts';
import type { KubeObject, WatchEvent } from '../object.ts';
import { groupVersion } from '../resources/types.ts';
import { type Predicate, selects } from '../store/selectors.ts';
import { StatusError } from '../store/status-error.ts';
import type { ApiContext, ResourceHandler } from './context.ts';
import { type Form, formOf, HEADERS } from './negotiate.ts';
import { flag, integer } from './query.ts';
import { selectorsOf } from './read.ts';
import { served } from './render.ts';
import { partial, tableOf } from './table/table.ts';
import type { Target } from './target.ts';

type EventType = WatchEvent['type'];

/** How often a watch that asked for bookmarks gets one (real ms). */
const BOOKMARK_PERIOD = 60_000;

/** How long kubectl and its reader may take with a change before stepped time goes on (real ms). */
const TO_A_WATCHER = 10;

/** The longest delay that Node's timers take (ms). */
const LONGEST = 2 ** 31 - 1;

/** How often a watch asks whether it is to be cut (simulated ms). */
const CUT_PERIOD = 30_000;

/**
 * A stream of changes. The life of the connection (`timeoutSeconds`, bookmarks) is counted in the client's own seconds,
 * not in simulated ones: it belongs to the wire, and clients set their own timers by it.
 */
export const watchObjects: ResourceHandler = (context, target, request) => {
  const events = new EventStream(context, target, request);
  return {
    headers: { ...HEADERS, 'transfer-encoding': 'chunked' },
    stream: (write, end, signal) => events.run(write, end, signal),
  };
};

class EventStream {
  readonly #context: ApiContext;
  readonly #target: Target;
  readonly #request: ApiRequest;
  readonly #query: URLSearchParams;
  readonly #form: Form;
  readonly #selected: Predicate;
  /** The initial events of the watch. */
  readonly #backlog: readonly [EventType, KubeObject][];
  /** How long it is to last (real ms); 0 for ever. */
  readonly #timeout: number;
  #sentHeader = false;

  /** @throws StatusError Expired for a version of which the changes are no longer known, BadRequest for no number */
  constructor(context: ApiContext, target: Target, request: ApiRequest) {
    this.#context = context;
    this.#target = target;
    this.#request = request;
    this.#query = request.query;
    this.#form = formOf(request);
    this.#timeout = Math.min(LONGEST, 1000 * (integer(request.query, 'timeoutSeconds') ?? 0));
    const { namespace, ...selectors } = selectorsOf(target, request.query);
    const matches = selects(selectors);
    this.#selected = (object) =>
      (namespace === undefined || object.metadata.namespace === namespace) && (!matches || matches(object));
    this.#backlog = this.#initial();
  }

  run(write: (chunk: string) => void, end: () => void, signal: AbortSignal): void {
    const send = (type: EventType, object: KubeObject): void => write(this.#line(type, object));
    for (const [type, object] of this.#backlog) send(type, object);
    if (flag(this.#query, 'sendInitialEvents')) write(this.#bookmark({ 'k8s.io/initial-events-end': 'true' }));
    const unsubscribe = this.#context.store.subscribe(this.#target.type.name, (event) => {
      const seen = this.#view(event);
      if (!seen) return;
      if (!isObserver(this.#request)) this.#context.world.clock.show(TO_A_WATCHER);
      send(...seen);
    });
    const bookmarks = flag(this.#query, 'allowWatchBookmarks');
    const ticking = bookmarks ? setInterval(() => write(this.#bookmark()), BOOKMARK_PERIOD) : undefined;
    const ending = this.#timeout > 0 ? setTimeout(() => finish(true), this.#timeout) : undefined;
    const cut = this.#cutter(() => finish(false));
    const finish = (expired: boolean): void => {
      unsubscribe();
      cut().cancel();
      clearInterval(ticking);
      clearTimeout(ending);
      if (expired && bookmarks) write(this.#bookmark());
      end();
    };
    if (signal.aborted) finish(false);
    else signal.addEventListener('abort', () => finish(false), { once: true });
  }

  /** The fault `watch-cut` ends watches, those too that were there before it. @returns the timer that is pending */
  #cutter(end: () => void): () => Timer {
    const { clock, faults } = this.#context.world;
    const seconds = faults.active('watch-cut')?.params.seconds;
    let timer: Timer;
    const again = (): void => {
      timer = clock.setTimeout(
        () => (faults.active('watch-cut') ? end() : again()),
        seconds === undefined ? CUT_PERIOD : Number(seconds) * 1000,
      );
    };
    again();
    return () => timer;
  }

  #initial(): [EventType, KubeObject][] {
    const { store } = this.#context;
    const resource = this.#target.type.name;
    const version = this.#query.get('resourceVersion') ?? '';
    if (version === '' || version === '0' || flag(this.#query, 'sendInitialEvents')) {
      const objects = store.list(resource, { namespace: this.#target.namespace }).filter(this.#selected);
      return objects.map((object) => ['ADDED', object]);
    }
    if (!/^\d+$/.test(version)) throw new StatusError('Invalid', `invalid resource version "${version}"`);
    if (Number(version) > store.resourceVersion) {
      const message = `Too large resource version: ${version}, current: ${store.resourceVersion}`;
      throw new StatusError('Timeout', message, {
        causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }],
        retryAfterSeconds: 1,
      });
    }
    if (this.#forgotten(version)) {
      throw new StatusError('Expired', `too old resource version: ${version} (${store.resourceVersion})`);
    }
    return store.since(resource, Number(version)).flatMap((event) => {
      const seen = this.#view(event);
      return seen ? [seen] : [];
    });
  }

  /** Under the fault `watch-cut`, whether what came after the version is no longer known. */
  #forgotten(version: string): boolean {
    const { store, world } = this.#context;
    const fault = world.faults.active('watch-cut');
    if (!fault || Number(version) >= store.resourceVersion) return false;
    const label = `watch-cut/${this.#target.type.name}/${version}`;
    return Random.of(world.seed, label).next() < Number(fault.params.gone ?? 0.5);
  }

  /** The change for this watch: an object may enter or leave its selection. */
  #view({ type, object, previous }: WatchEvent): [EventType, KubeObject] | undefined {
    const after = type !== 'DELETED' && this.#selected(object);
    const before = previous !== undefined && this.#selected(previous);
    if (after) return [before ? 'MODIFIED' : 'ADDED', object];
    if (!before) return undefined;
    const version = object.metadata.resourceVersion;
    const last =
      type === 'DELETED' ? object : { ...previous, metadata: { ...previous.metadata, resourceVersion: version } };
    return ['DELETED', last];
  }

  #line(type: EventType, stored: KubeObject): string {
    return `${JSON.stringify({ type, object: this.#formed(stored) })}\n`;
  }

  #formed(object: KubeObject): object {
    if (this.#form === 'object') return served(this.#context, this.#request, this.#target.type, object);
    if (this.#form === 'partial') return partial(object);
    const options = { now: this.#context.world.clock.now(), includeObject: this.#query.get('includeObject') };
    const table = tableOf(this.#target.type, [object], { resourceVersion: object.metadata.resourceVersion }, options);
    if (this.#sentHeader) return { ...table, columnDefinitions: null };
    this.#sentHeader = true;
    return table;
  }

  #bookmark(annotations?: Record<string, string>): string {
    const { type } = this.#target;
    const resourceVersion = String(this.#context.store.resourceVersion);
    const metadata = { resourceVersion, creationTimestamp: null, ...(annotations && { annotations }) };
    const empty = { kind: type.kind, apiVersion: groupVersion(type), metadata };
    return `${JSON.stringify({ type: 'BOOKMARK', object: empty })}\n`;
  }
}
