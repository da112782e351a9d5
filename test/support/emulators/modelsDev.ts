import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A model as models.dev lists it, as far as somebody looks at it. */
export interface PublicEntry {
  readonly reasoning?: boolean;
  readonly release_date?: string;
  readonly modalities?: { readonly input: readonly string[]; readonly output: readonly string[] };
  readonly limit?: { readonly context: number; readonly output: number };
  readonly cost?: Readonly<Record<string, unknown>>;
}

/** An entry of a model that reads and writes text. */
export function publicEntry(
  limit: readonly [context: number, output: number],
  cost: PublicEntry['cost'],
  more: PublicEntry = {},
): PublicEntry {
  const modalities = { input: ['text'], output: ['text'] };
  return { modalities, limit: { context: limit[0], output: limit[1] }, ...(cost && { cost }), ...more };
}

/** A public list of models on loopback, in the form of models.dev's `api.json`. */
export class ModelsDevEmulator {
  /** Of Amazon Bedrock, by id. */
  models: Readonly<Record<string, unknown>> = {};
  /** Answers in its place. */
  reply: ((response: ServerResponse) => void) | undefined;
  /** The headers of each request. */
  readonly asked: Readonly<Record<string, unknown>>[] = [];

  private constructor(private readonly server: Server) {}

  /** Starts one without models. */
  static async start(): Promise<ModelsDevEmulator> {
    const server = createServer();
    const emulator = new ModelsDevEmulator(server);
    server.on('request', (request, response) => {
      emulator.asked.push(request.headers);
      if (emulator.reply !== undefined) {
        emulator.reply(response);
        return;
      }
      const { models } = emulator;
      const other = {
        id: 'another',
        models: { 'a-model': publicEntry([1000, 10], { input: 1, output: 1 }) },
      };
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ another: other, 'amazon-bedrock': { id: 'amazon-bedrock', models } }));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return emulator;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/api.json`;
  }

  close(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(() => resolve()));
  }
}
