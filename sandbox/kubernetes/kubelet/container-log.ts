import type { LogLine, PodLog } from '../runtime.ts';

/** Lines that are kept of a run; the kubelet rotates at 10 MiB, which a chatty server's lines fill at about this number. */
const KEPT = 20_000;

type Listener = (line: LogLine | undefined) => void;

/** The output of one run of a container. */
export class ContainerLog implements PodLog {
  #lines: LogLine[];
  readonly #listeners = new Set<Listener>();
  #ended: boolean;

  constructor(lines: readonly LogLine[] = [], ended = false) {
    this.#lines = [...lines];
    this.#ended = ended;
  }

  get lines(): readonly LogLine[] {
    return this.#lines;
  }

  append(line: LogLine): void {
    if (this.#ended) return;
    this.#lines.push(line);
    if (this.#lines.length > KEPT) this.#lines = this.#lines.slice(KEPT / 2);
    for (const listener of [...this.#listeners]) listener(line);
  }

  end(): void {
    this.#ended = true;
    for (const listener of [...this.#listeners]) listener(undefined);
    this.#listeners.clear();
  }

  subscribe(listener: Listener): () => void {
    if (this.#ended) listener(undefined);
    else this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }
}
