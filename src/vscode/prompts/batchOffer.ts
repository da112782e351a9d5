import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { Connections } from '../../core/bedrock/connection';
import type { ModelCatalog } from '../../core/bedrock/models/modelCatalog';
import type { BatchClients } from '../../core/prompts/batch/batchClients';
import { batchPriceSource, isHalved } from '../../core/prompts/batch/batchPrice';
import type { BatchOrder } from '../../core/prompts/batch/jobPlan';
import { isRoleArn, s3Location } from '../../core/prompts/batch/location';
import { batchLimits } from '../../core/prompts/batch/quotas';
import type { RunQuestions } from '../../core/prompts/promptRuns';
import type { Settings } from '../platform/settings';
import { showInformation } from '../platform/notify';
import { formatCount } from '../../shared/format';

/** Collaborators of offering. */
export interface BatchOfferParts {
  readonly settings: Settings;
  readonly connections: Connections;
  readonly catalog: ModelCatalog;
  readonly clients: BatchClients;
}

/* For fewer nobody is asked what the least number is. */
const FEW = 10;

/** Offers a batch job where one can be had for all of the prompts: enough of them, to one model, with keys that open S3. */
export function offerBatch(parts: BatchOfferParts): RunQuestions['offerBatch'] {
  return async (file, steps) => {
    const [model, ...others] = new Set(steps.map((step) => step.model));
    if (steps.length < FEW || model === undefined || others.length > 0) {
      return 'live';
    }
    const found = await orderFor(parts, model, steps.length);
    if (found === undefined) {
      return 'live';
    }
    const choice = await ask(file, steps.length, found.model);
    if (choice !== 'batch') {
      return choice;
    }
    const place = await placeOf(parts.settings);
    return place && { ...found, ...place };
  };
}

/** Undefined where there can be no job, or where what is wrong is better said by a live call. */
async function orderFor(
  { settings, connections, catalog, clients }: BatchOfferParts,
  configured: string,
  prompts: number,
): Promise<Pick<BatchOrder, 'model' | 'region'> | undefined> {
  try {
    const connection = await connections.current();
    if (connection.credentials.kind === 'bearer') {
      return undefined;
    }
    const { region } = connection;
    const model = await catalog.resolve(connection, configured || settings.get('model'));
    const { minimum, maximum } = await batchLimits(clients, region, model);
    return prompts >= minimum && prompts <= maximum ? { model, region } : undefined;
  } catch {
    return undefined;
  }
}

async function ask(
  file: string,
  prompts: number,
  model: BatchOrder['model'],
): Promise<'live' | 'batch' | undefined> {
  const live: vscode.MessageItem = { title: vscode.l10n.t('Run Now') };
  const batch: vscode.MessageItem = { title: vscode.l10n.t('Run as Batch Job…') };
  const { page, date } = batchPriceSource;
  const named = [basename(file), formatCount(prompts), page, date];
  const text = isHalved(model)
    ? vscode.l10n.t(
        '{0}: {1} prompts are enough for a batch job, which costs about half ({2}, {3}) and may take up to 24 hours.',
        ...named,
      )
    : vscode.l10n.t(
        '{0}: {1} prompts are enough for a batch job, which may take up to 24 hours; no batch price of this model is known ({2}, {3}).',
        ...named,
      );
  const chosen = await showInformation(text, live, batch);
  if (chosen === undefined) {
    return undefined;
  }
  return chosen === batch ? 'batch' : 'live';
}

/** Where a job reads and writes, and as whom; asked for once, and kept in the settings. */
async function placeOf(settings: Settings): Promise<Pick<BatchOrder, 'location' | 'roleArn'> | undefined> {
  const uri = await known(settings, 'prompts.batch.s3Uri', {
    title: vscode.l10n.t('Batch job: where in S3 prompts and answers are kept'),
    placeHolder: 's3://amzn-s3-demo-bucket/prompts/',
    valid: (text) => s3Location(text) !== undefined,
    wrong: vscode.l10n.t(
      'Type a bucket, with or without a folder, such as s3://amzn-s3-demo-bucket/prompts/.',
    ),
  });
  const location = uri === undefined ? undefined : s3Location(uri);
  if (location === undefined) {
    return undefined;
  }
  const roleArn = await known(settings, 'prompts.batch.roleArn', {
    title: vscode.l10n.t('Batch job: the role by which Bedrock reads and writes there'),
    placeHolder: 'arn:aws:iam::111122223333:role/BedrockBatchRole',
    valid: isRoleArn,
    wrong: vscode.l10n.t('Type the ARN of a role, such as arn:aws:iam::111122223333:role/BedrockBatchRole.'),
  });
  return roleArn === undefined ? undefined : { location, roleArn };
}

async function known(
  settings: Settings,
  name: 'prompts.batch.s3Uri' | 'prompts.batch.roleArn',
  question: {
    readonly title: string;
    readonly placeHolder: string;
    readonly valid: (text: string) => boolean;
    readonly wrong: string;
  },
): Promise<string | undefined> {
  const value = settings.get(name);
  if (question.valid(value)) {
    return value;
  }
  const text = await vscode.window.showInputBox({
    title: question.title,
    placeHolder: question.placeHolder,
    value,
    ignoreFocusOut: true,
    prompt: vscode.l10n.t('Kept in the settings. The documentation has the policies: docs/batch.md.'),
    validateInput: (typed) => (question.valid(typed) ? undefined : question.wrong),
  });
  if (text === undefined) {
    return undefined;
  }
  await settings.set(name, text.trim());
  return text.trim();
}
