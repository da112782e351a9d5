import type { Connection } from '../connection';
import { modelApi } from './modelApi';
import type { ListedModel } from './modelChoice';
import { nameFromId } from './modelNames';

/** Its list comes at once or not at all; the rest of the models does not wait for it. */
const TIMEOUT_MS = 5_000;

/**
 * The models that bedrock-mantle alone has, as far as it is known by which API they are asked. Empty where it cannot be
 * listed: it is not in every region, and wants a permission of its own (bedrock-mantle:ListModels).
 */
export async function listMantleModels(connection: Connection, signal: AbortSignal): Promise<ListedModel[]> {
  if (!connection.listsMantle) {
    return [];
  }
  const { OpenAiCommand } = connection.sdk;
  const command = new OpenAiCommand({ modelId: '', api: { name: 'models', prefix: '/v1' } });
  try {
    const abortSignal = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]);
    const { said } = await connection.mantle.send(command, { abortSignal });
    return idsIn(said).flatMap(listed);
  } catch {
    return [];
  }
}

function idsIn(said: unknown): readonly string[] {
  const data: unknown = typeof said === 'object' && said !== null && 'data' in said ? said.data : [];
  const entries: readonly unknown[] = Array.isArray(data) ? data : [];
  return entries.flatMap((entry) => {
    const { id, status }: { id?: unknown; status?: unknown } = { ...(entry as object) };
    return typeof id === 'string' && status !== 'unavailable' ? [id] : [];
  });
}

function listed(id: string): ListedModel[] {
  const api = modelApi({ id });
  if (api.name === 'converse' || api.endpoint !== 'mantle') {
    return [];
  }
  const provider = id.slice(0, id.indexOf('.'));
  return [
    {
      id,
      modelId: id,
      inferenceProfile: null,
      label: nameFromId(id),
      kind: 'onDemand',
      automatic: false,
      provider: vendors[provider] ?? provider,
      legacy: false,
    },
  ];
}

/** Vendors as the runtime's list names them. */
const vendors: Readonly<Record<string, string>> = { openai: 'OpenAI', xai: 'xAI', google: 'Google' };
