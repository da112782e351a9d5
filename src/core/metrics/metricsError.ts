import * as v from 'valibot';
import { metricsFailureSchema } from '../../protocol/metricsWorker';
import { workerFailures } from '../util/workerClient';

const reasonSchema = v.union([metricsFailureSchema, v.picklist(workerFailures)]);

/** Why the metrics store did not answer. */
export class MetricsError extends Error {
  readonly reason: v.InferOutput<typeof reasonSchema>;

  constructor(reason: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'MetricsError';
    this.reason = v.is(reasonSchema, reason) ? reason : 'unexpected';
  }
}
