import * as l10n from '@vscode/l10n';
import type { ActionId } from '../../protocol/chatPanel';
import type { ActiveCredentials } from '../aws/credentials/activeCredentials';
import type { BedrockError, ErrorReason } from '../aws/errors';
import { adviceLabel } from '../bedrock/cache/missReasons';
import type { Told } from '../aws/failures/cause';
import { namedByAws } from '../aws/failures/namedByAws';
import { failureCauses } from '../aws/failures/table';

/** A failure in a user's words: what happened and why, the next steps, and AWS's own words for those who ask. */
export interface Explanation {
  readonly reason: ErrorReason;
  readonly message: string;
  readonly detail: string;
  readonly actions: readonly { readonly id: ActionId; readonly label: string }[];
}

/** Names for the sentence. */
export interface ExplanationContext {
  /** Empty where it is not known. */
  readonly modelLabel: string;
  /** The model as it is set, an id or an ARN. */
  readonly modelId?: string | undefined;
  /** Empty where it is not known. */
  readonly region: string;
  /** The kind of the sign-in; undefined when unknown. */
  readonly credentials: Pick<ActiveCredentials, 'label' | 'origin'> | undefined;
  /** True when part of the answer had arrived. */
  readonly partial: boolean;
}

/** The words on the button of an action. */
export function actionLabel(id: ActionId): string {
  switch (id) {
    case 'signIn':
      return l10n.t('Sign In…');
    case 'ssoLogin':
      return l10n.t('Log In to AWS');
    case 'retry':
      return l10n.t('Retry');
    case 'continue':
      return l10n.t('Continue');
    case 'chooseModel':
      return l10n.t('Choose Another Model…');
    case 'chooseRegion':
      return l10n.t('Choose Region…');
    case 'openModelCatalog':
      return l10n.t('Open Model Catalog');
    case 'openUseCaseForm':
      return l10n.t('Fill In Anthropic’s Form');
    case 'openQuotas':
      return l10n.t('Open Service Quotas');
    case 'openPaymentMethods':
      return l10n.t('Open Payment Methods');
    case 'openDataRetention':
      return l10n.t('Read About Data Retention');
    case 'openIam':
      return l10n.t('Open IAM');
    case 'openSupport':
      return l10n.t('Contact AWS Support');
    case 'openSettings':
      return l10n.t('Open Settings');
    case 'showLog':
      return l10n.t('Show Log');
    case 'diagnose':
      return l10n.t('Diagnose Connection');
    case 'newChat':
      return l10n.t('New Chat');
    case 'allowOnce':
      return l10n.t('Ask Anyway');
    case 'allowToday':
      return l10n.t('Allow for Today');
    case 'setBudget':
      return l10n.t('Set Budget…');
    default:
      return adviceLabel(id);
  }
}

/** Puts a failure in words. Total over all reasons; it never contains a stack trace or a secret. */
export function explainError(error: BedrockError, context: ExplanationContext): Explanation {
  const { sentence, steps } = failureCauses[error.reason];
  const told = toldOf(error, context);
  const message = sentence(told);
  const actions = typeof steps === 'function' ? steps(told) : steps;
  const offered: readonly ActionId[] = context.partial ? ['continue', 'retry', ...actions] : actions;
  return {
    reason: error.reason,
    message: context.partial ? `${l10n.t('The answer broke off.')} ${message}` : message,
    detail: detailOf(error),
    actions: [...new Set(offered)].map((id) => ({ id, label: actionLabel(id) })),
  };
}

/** AWS's own words on one line: code, status, message, request id. */
function detailOf({ detail }: BedrockError): string {
  const status = detail.httpStatus === undefined ? '' : ` (HTTP ${detail.httpStatus})`;
  const request = detail.requestId === undefined ? '' : ` [${l10n.t('request {0}', detail.requestId)}]`;
  return `${detail.code}${status}: ${detail.message}${request}`;
}

function toldOf({ detail }: BedrockError, context: ExplanationContext): Told {
  const model =
    context.modelLabel ||
    l10n.t({
      message: 'the model',
      comment: ['Where a model’s name would be: “{0} took too long to answer.”'],
    });
  return {
    ...namedByAws(detail.message),
    model,
    asksModel: context.modelLabel !== '',
    modelId: context.modelId ?? model,
    region:
      context.region ||
      l10n.t({
        message: 'this region',
        comment: ['Where a region’s id would be: “no chat model in {0}”'],
      }),
    who:
      context.credentials?.label ??
      l10n.t({
        message: 'AWS credentials',
        comment: ['Where the kind of credentials would be, such as “access keys”: “your {0} expired”'],
      }),
    origin: context.credentials?.origin,
    words: detail.message,
    code: detail.code,
    status: detail.httpStatus ?? 0,
  };
}
