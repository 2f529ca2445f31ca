import { AsyncLocalStorage } from 'node:async_hooks';
import { envFile, whichEnvFile } from '../config/folders.ts';
import { type Config, loadConfig, secretsOf, type VariableName } from '../config/index.ts';
import { RunbookError } from '../errors/runbook-error.ts';
import { advised, advising, type Remedies } from '../log/advising.ts';
import type { Log } from '../log/entry.ts';
import { both, progressLog } from '../runner/progress.ts';
import { connect } from '../runner/run.ts';
import { Disposer } from '../session/disposer.ts';
import type { Pacing, Session } from '../session/session.ts';
import { type CellLog, cellLog } from './display.ts';
import type { Variables } from './types.ts';

/** Variables that select where a session acts; changing one opens a new session. */
const WHERE: readonly VariableName[] = ['TARGET', 'PROJECT_ID', 'CONTROL_PLANE_LOCATION', 'CLUSTER_NAME'];

/**
 * One session for all cells of a notebook: opened by the first cell that needs it, kept until the kernel ends or is
 * interrupted, or the target is lost. Between cells simulated time runs at real pace.
 */
export class Notebook {
  #variables: Variables = {};
  /** The variables that messages are about. */
  #config: Config | undefined;
  readonly #secrets = (): readonly string[] => (this.#config ? secretsOf(this.#config) : []);
  #session: Promise<Session> | undefined;
  #opened = new Disposer();
  #progress: Log | undefined;
  #interrupted = new AbortController();
  /** The cell that made a call, so that the log of the call appears there. */
  readonly #cell = new AsyncLocalStorage<CellLog>();
  readonly #remedies: Remedies;
  #busy = 0;
  #reading: Pacing | undefined;

  /** @param remedies the runbook's remedies for known causes */
  constructor(remedies: Remedies = {}) {
    this.#remedies = remedies;
    process.on('SIGINT', () => this.#interrupted.abort(new RunbookError('ABORTED', 'Interrupted')));
    process.once('SIGTERM', () => void this.close().finally(() => process.exit()));
  }

  /** The current variables. @throws RunbookError CONFIG_INVALID */
  async config(): Promise<Config> {
    return (await this.#open()).config;
  }

  /** Set variables for later calls. @throws RunbookError CONFIG_INVALID, and then changes nothing */
  async configure(variables: Variables): Promise<void> {
    const before = this.#session && (await this.#session);
    const wanted = { ...this.#variables, ...variables };
    const config = read(wanted);
    this.#variables = wanted;
    this.#config = config;
    if (!before) return;
    if (WHERE.some((name) => config[name] !== before.config[name])) return this.close();
    const PROJECT_NUMBER = config.PROJECT_NUMBER ?? before.config.PROJECT_NUMBER;
    this.#session = Promise.resolve(before.with({ config: { ...config, PROJECT_NUMBER } }));
  }

  /** Do work that takes the target's time; its log appears in the cell. */
  async work<T>(act: (session: Session) => Promise<T>): Promise<T> {
    this.#busy++;
    try {
      return await this.look(async (session) => {
        this.#reading?.release();
        this.#reading = undefined;
        return act(session);
      });
    } finally {
      this.#busy--;
      await this.#rest();
    }
  }

  /** Do work that takes none of the target's time; its log appears in the cell. */
  async look<T>(act: (session: Session) => Promise<T>): Promise<T> {
    // The findings of an earlier cell may be outdated.
    const ask = async (): Promise<T> => {
      const session = await this.#open();
      return act(session.with({ known: new Map() })).catch((error) => {
        const told = session.target.lost() ?? error;
        if (!(told instanceof RunbookError)) throw told;
        // A cell throws the error, its log does not have it.
        this.#progress?.write({ kind: 'error', error: told });
        throw advised(told, { remedies: this.#remedies, config: session.config });
      });
    };
    if (this.#cell.getStore()) return ask();
    const cell = cellLog(this.#secrets);
    return this.#cell.run(cell, ask).finally(() => cell.end());
  }

  /** Show a text in the cell. Opens no session. */
  say(text: string): void {
    const cell = this.#cell.getStore();
    const own = cell ?? cellLog(this.#secrets);
    own.write({ kind: 'output', text, whole: true });
    if (!cell) own.end();
  }

  /** Stop background work and close the session; the target keeps running. */
  async close(): Promise<void> {
    const session = await this.#session?.catch(() => undefined);
    this.#session = undefined;
    this.#reading = undefined;
    if (!session) return;
    for (const error of await this.#opened.dispose()) session.log.write({ kind: 'error', error });
  }

  async #open(): Promise<Session> {
    if (this.#interrupted.signal.aborted) {
      await this.close();
      this.#interrupted = new AbortController();
    } else if ((await this.#session)?.target.lost()) await this.close();
    this.#session ??= this.#connect().catch(async (error) => {
      this.#session = undefined;
      await this.#opened.dispose();
      throw error;
    });
    return this.#session;
  }

  async #connect(): Promise<Session> {
    const cells: Log = { write: (entry) => this.#cell.getStore()?.write(entry) };
    const config = read(this.#variables);
    const progress = progressLog(this.#secrets);
    const log = advising(both(cells, progress), () => ({ remedies: this.#remedies, config: this.#config }));
    this.#config = config;
    this.#progress = progress;
    this.#opened.own('The progress', () => progress.end());
    const session = await connect(config, process.env, log, this.#interrupted.signal, this.#opened);
    log.write({ kind: 'target', description: session.target.description, variables: whichEnvFile() });
    return session;
  }

  /** Slow simulated time down while no cell works. */
  async #rest(): Promise<void> {
    if (this.#busy > 0 || this.#interrupted.signal.aborted) return;
    const session = await this.#session?.catch(() => undefined);
    this.#reading ??= session?.pace('command');
  }
}

function read(variables: Variables): Config {
  const own = Object.entries(variables).map(([name, value]) => [name, String(value)]);
  return loadConfig({ environment: { ...process.env, ...Object.fromEntries(own) }, envFile: envFile() });
}
