import type { ActionId } from '../protocol/chatPanel';
import { isWorthRetrying, type BedrockError } from '../core/aws/errors';
import type { Explanation } from '../core/chat/explain';

/** A failure as `--json` has it. */
export interface Failure {
  /** Its class, such as `accessDenied`. */
  readonly cause: string;
  readonly sentence: string;
  /** AWS's own words. */
  readonly detail: string;
  /** Whether the same again may succeed. */
  readonly retryable: boolean;
  readonly actions: readonly { readonly id: ActionId; readonly label: string }[];
}

/** The next steps as they are taken in a terminal; what is none there has no label. */
const labels: Readonly<Partial<Record<ActionId, string>>> = {
  signIn: 'Give AWS credentials: --profile, the environment, or a role of the machine',
  ssoLogin: 'Log in to AWS anew, as with: aws sso login',
  retry: 'Run the command again',
  continue: 'Ask the model to go on from what came',
  chooseModel: 'Choose another model with --model; the command models lists them',
  chooseRegion: 'Choose another region with --region',
  openModelCatalog: 'Open the model in the Bedrock console’s model catalog',
  openUseCaseForm: 'Fill in Anthropic’s form in the Bedrock console’s model catalog',
  openQuotas: 'Ask for more in the AWS console: Service Quotas, Amazon Bedrock',
  openPaymentMethods: 'Add a payment method in the AWS console: Billing, Payment methods',
  openDataRetention:
    'Read about data retention: https://docs.aws.amazon.com/bedrock/latest/userguide/data-retention.html',
  openIam: 'Add the permission in the AWS console: IAM',
  openSupport: 'Ask AWS Support: https://console.aws.amazon.com/support/home',
  openSettings: 'Look through the file of --settings',
  showLog: 'Look into the log, logs/bedrock-chat.log in the storage folder',
  diagnose: 'Find the cause with the command doctor',
  newChat: 'Send less: fewer turns, fewer attachments',
  setBudget: 'Raise budget.dailyUsd or budget.monthlyUsd in the file of --settings',
};

/** Puts a failure in the words of a terminal. */
export function toFailure(
  { reason, message, detail, actions }: Explanation,
  error: BedrockError | undefined,
): Failure {
  return {
    cause: reason,
    sentence: message,
    detail,
    retryable: error !== undefined && isWorthRetrying(error.reason),
    actions: actions.flatMap(({ id }) => {
      const label = labels[id];
      return label === undefined ? [] : [{ id, label }];
    }),
  };
}

/** The failure on lines for people: what happened, AWS's words, and what to do. */
export function failureText({ sentence, detail, actions }: Failure): string {
  return [sentence, `  ${detail}`, ...actions.map(({ label }) => `  → ${label}.`)].join('\n');
}
