import * as l10n from '@vscode/l10n';
import { KeysNeededError } from '../../aws/keysNeeded';
import {
  classifyError,
  isAboutCredentials,
  isAboutModelAccess,
  isAboutNetwork,
  isAboutPermissions,
} from '../../aws/errors';
import { FinopsError, finopsError } from '../finopsError';

/** A step on the way to a result, for the words about its failure. */
export type AthenaStep =
  | 'connect'
  | 'start'
  | 'watch'
  | 'run'
  | 'read'
  | { readonly table: string }
  | { readonly workgroup: string };

/** A refusal or failure of AWS at a step, in words for the user. */
export function fromAws(error: unknown, step: AthenaStep): FinopsError {
  if (error instanceof FinopsError) {
    return error;
  }
  if (error instanceof KeysNeededError) {
    return finopsError('account', error.message, {}, { cause: error });
  }
  const { reason, detail } = classifyError(error);
  const options = { cause: error };
  const said = detail.message.replace(/\.$/, '');
  const doing = stepText(step);
  if (reason === 'credentialsMissing') {
    const message = l10n.t(
      'Nobody is signed in to AWS ({0}). Sign in with “Bedrock: Sign In…” and ask again.',
      said,
    );
    return finopsError('account', message, {}, options);
  }
  if (isAboutCredentials(reason)) {
    const message = l10n.t(
      'AWS does not accept the sign-in for {0}: {1}. Sign in with “Bedrock: Sign In…” and ask again.',
      doing,
      said,
    );
    return finopsError('account', message, {}, options);
  }
  if (isAboutPermissions(reason) || isAboutModelAccess(reason)) {
    const message = l10n.t(
      'AWS does not allow {0}: {1}. The policy that it takes is in the extension’s documentation, docs/athena.md.',
      doing,
      said,
    );
    return finopsError('account', message, {}, options);
  }
  if (reason === 'throttled') {
    const message = l10n.t('Athena has too much to do for {0}: {1}. Ask again in a minute.', doing, said);
    return finopsError('service', message, {}, options);
  }
  if (isAboutNetwork(reason)) {
    const message = l10n.t(
      'Athena cannot be reached for {0}: {1}. Check the network, the region and the setting athena.endpoint.',
      doing,
      said,
    );
    return finopsError('service', message, {}, options);
  }
  return finopsError('service', l10n.t('Athena failed at {0}: {1}.', doing, said), {}, options);
}

function stepText(step: AthenaStep): string {
  if (typeof step === 'object') {
    return 'table' in step
      ? l10n.t({
          message: 'looking at the table {0}',
          args: [step.table],
          comment: ['A step that failed, such as in “AWS does not allow {0}: …”'],
        })
      : l10n.t({
          message: 'looking at the workgroup {0}',
          args: [step.workgroup],
          comment: ['A step that failed, such as in “AWS does not allow {0}: …”'],
        });
  }
  switch (step) {
    case 'connect':
      return 'Athena';
    case 'start':
      return l10n.t({
        message: 'starting the query',
        comment: ['A step that failed, such as in “AWS does not allow {0}: …”'],
      });
    case 'watch':
      return l10n.t({
        message: 'looking at the query',
        comment: ['A step that failed, such as in “AWS does not allow {0}: …”'],
      });
    case 'run':
      return l10n.t({
        message: 'running the query',
        comment: ['A step that failed, such as in “AWS does not allow {0}: …”'],
      });
    case 'read':
      return l10n.t({
        message: 'reading the result',
        comment: ['A step that failed, such as in “AWS does not allow {0}: …”'],
      });
  }
}
