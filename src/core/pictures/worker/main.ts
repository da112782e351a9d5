// The worker thread that scales pictures: seconds of work, and memory that is given back when the thread ends.
import { parentPort, workerData } from 'node:worker_threads';
import * as v from 'valibot';
import { pictureRequestSchema } from '../../../protocol/pictureWorker';
import { translatedDataSchema } from '../../../protocol/translations';
import type { WorkerReply } from '../../../protocol/workerReply';
import { useTranslations } from '../../../shared/translations';
import { errorMessage } from '../../util/errorMessage';
import { scalePicture } from './scale';

useTranslations(v.parse(translatedDataSchema, workerData).translations);
const port = parentPort ?? undefined;

port?.on('message', (message: unknown) => {
  const request = v.safeParse(pictureRequestSchema, message, { abortEarly: true });
  if (!request.success) {
    return;
  }
  const { id } = request.output;
  try {
    send({ type: 'result', id, value: scalePicture(request.output) });
  } catch (error) {
    send({ type: 'error', id, reason: 'unexpected', message: errorMessage(error) });
  }
});

function send(reply: WorkerReply): void {
  port?.postMessage(reply);
}
