import type { VllmVersion } from '../profiles/versions.ts';

/** The process that writes a line. */
export type Writer = 'APIServer' | 'EngineCore';
export type Level = 'INFO' | 'WARNING' | 'ERROR';

const ENGINE_PID = 272;

/** vLLM's log format over the container's output. */
export class VllmLog {
  readonly #write: (line: string, at?: number) => void;
  readonly #prefixes: Readonly<Record<Writer, string>>;

  constructor(write: (line: string, at?: number) => void, version: VllmVersion) {
    this.#write = write;
    const engine = version.has('engineCoreShort') ? 'EngineCore' : 'EngineCore_DP0';
    this.#prefixes = version.has('processPrefix')
      ? { APIServer: '(APIServer pid=1) ', EngineCore: `(${engine} pid=${ENGINE_PID}) ` }
      : { APIServer: '', EngineCore: '' };
  }

  /** `INFO 08-14 09:30:00 [loggers.py:123] message`. @param source `file.py:line` @param at simulated ms */
  line(writer: Writer, source: string, message: string, at: number, level: Level = 'INFO'): void {
    this.raw(writer, `${level} ${stamp(at)} [${source}] ${message}`, at);
  }

  /** A line as the process prints it, such as one of uvicorn's or of a traceback. */
  raw(writer: Writer, text: string, at: number): void {
    this.#write(this.#prefixes[writer] + text, at);
  }
}

/** `MM-DD HH:MM:SS`, UTC. */
function stamp(at: number): string {
  const text = new Date(at).toISOString();
  return `${text.slice(5, 10)} ${text.slice(11, 19)}`;
}
