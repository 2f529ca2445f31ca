import { setTimeout as delay } from 'node:timers/promises';
import { JupyterHandlerImpl, ZmqServer } from 'tslab/dist/jupyter.js';
import { type Cells, createCells } from './cells.ts';
import { declare } from './declarations.ts';

/** tslab drops cells that arrive this soon after a failure (real ms): those sent together with the failed one. */
const DROPPED = 250;

/** tslab's server, which also reports failures to Jupyter and lets the notebook clean up. */
class KernelServer extends ZmqServer {
  readonly #cells: Cells;

  constructor(cells: Cells, connectionFile: string) {
    super(new JupyterHandlerImpl(cells, false), connectionFile);
    this.#cells = cells;
  }

  override async handleExecute(socket: unknown, request: Parameters<typeof this.handleKernelInfo>[1]): Promise<void> {
    const { key } = this.connInfo;
    const send = (type: string, content: object, to: unknown = this.iopub): void => {
      const message = request.createReply();
      message.header.msg_type = type;
      message.content = content;
      message.signAndSend(key, to);
    };
    const content = request.content as Parameters<JupyterHandlerImpl['handleExecute']>[0];
    const reply = await this.handler.handleExecute(
      content,
      (name, text) => send('stream', { name, text }),
      (data, update) => send(update ? 'update_display_data' : 'display_data', data),
    );
    // tslab omits it; Jupyter's tools number the cells by it.
    send('execute_input', { code: content.code, execution_count: reply.execution_count });
    const failure = reply.status === 'error' ? this.#cells.failure : undefined;
    if (failure) {
      send('error', failure);
      await delay(DROPPED);
    }
    send('execute_reply', { ...reply, ...failure }, socket);
  }

  /** A notebook closes its session on SIGTERM. */
  override close(): void {
    super.close();
    process.kill(process.pid, 'SIGTERM');
  }
}

/** How often the kernel checks that Jupyter is alive (real ms). */
const LOOK = 2_000;

/** The entry point in `notebooks/jupyter/kernels/…/kernel.json`, with the connection file as its only argument. */
export function startKernel(connectionFile = process.argv[1] ?? ''): void {
  declare();
  const cells = createCells();
  process.on('SIGINT', () => cells.interrupt());
  process.on('uncaughtException', (error) => console.error(error));
  // A load must not outlive a killed Jupyter.
  const jupyter = process.ppid;
  setInterval(() => process.ppid !== jupyter && process.kill(process.pid, 'SIGTERM'), LOOK).unref();
  void new KernelServer(cells, connectionFile).init();
}
