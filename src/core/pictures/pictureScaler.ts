import * as l10n from '@vscode/l10n';
import PQueue from 'p-queue';
import {
  pictureResultSchemas,
  type PictureRequest,
  type PictureResults,
  type ScaledPicture,
} from '../../protocol/pictureWorker';
import type { Disposable } from '../util/disposable';
import { WorkerClient } from '../util/workerClient';

/** The limits that a picture is scaled to. */
export type PictureLimits = Pick<PictureRequest, 'maxSide' | 'maxBytes'>;

/** Makes pictures smaller. */
export interface ScalesPictures {
  /** @throws an Error where the picture cannot be read, or takes too long */
  scale(bytes: Uint8Array, limits: PictureLimits): Promise<ScaledPicture>;
}

/** The worker, and how long one picture may take. */
export interface PictureScalerOptions {
  /** The bundled worker, `dist/pictureWorker.cjs`. */
  readonly workerPath: string;
  readonly timeoutMs?: number;
}

/** Scales pictures in a worker thread, one after another: each takes seconds and some hundred megabytes. */
export class PictureScaler implements ScalesPictures, Disposable {
  private client: WorkerClient<PictureRequest, PictureResults>;
  private isDisposed = false;
  private readonly queue = new PQueue({ concurrency: 1 });

  constructor(private readonly options: PictureScalerOptions) {
    this.client = openClient(options);
  }

  scale(bytes: Uint8Array, limits: PictureLimits): Promise<ScaledPicture> {
    return this.queue.add(async () => {
      const { client } = this;
      try {
        return await client.ask<'scale'>({ method: 'scale', bytes, ...limits });
      } catch (error) {
        // After a picture that made it fail, the library is in no known state.
        client.dispose();
        if (!this.isDisposed) {
          this.client = openClient(this.options);
        }
        throw error;
      }
    });
  }

  /** Ends what runs with an error, and each picture that waits when its turn comes, which is at once. */
  dispose(): void {
    this.isDisposed = true;
    this.client.dispose();
  }
}

function openClient({ workerPath, timeoutMs = 60_000 }: PictureScalerOptions) {
  return new WorkerClient<PictureRequest, PictureResults>({
    workerPath,
    name: 'pictures',
    title: () =>
      l10n.t({ message: 'pictures', comment: ['Name of a worker, as in “The pictures worker is closed.”'] }),
    results: pictureResultSchemas,
    failure: (_reason, message, options) => new Error(message, options),
    idleMs: 10_000,
    timeoutMs,
  });
}
