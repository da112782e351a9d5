import * as vscode from 'vscode';
import type { BedrockError } from '../../core/aws/errors';
import { explainError } from '../../core/chat/explain';
import type { ShapeProblem } from '../../core/aws/credentials/keyShapes';
import type { ProfileKind } from '../../core/aws/credentials/profiles';
import type { EffectiveRegion } from '../../core/aws/credentials/region';
import type { ProblemChoice } from '../../core/aws/credentials/signInFlow';

/* The fault of every text while it is being typed. */
const normalWhileTyping: readonly (ShapeProblem | undefined)[] = ['empty', 'tooShort', 'tokenNeeded'];

/** The fault of a credential, as shown under its box, while it is typed or when it is finished. */
export function shapeProblemText(problem: ShapeProblem | undefined, finished: boolean): string | undefined {
  if (!finished && normalWhileTyping.includes(problem)) {
    return undefined;
  }
  switch (problem) {
    case undefined:
      return undefined;
    case 'empty':
      return vscode.l10n.t('Paste or type a value.');
    case 'blanksInside':
      return vscode.l10n.t('There are blanks or line breaks inside: this looks like more than one value.');
    case 'notAnAccessKey':
      return vscode.l10n.t(
        'This is the id of a user, role or group, not of an access key. Access key ids begin with AKIA or ASIA.',
      );
    case 'looksLikeSecret':
      return vscode.l10n.t(
        'This looks like the secret access key. The access key id comes first; it begins with AKIA or ASIA.',
      );
    case 'looksLikeAccessKeyId':
      return vscode.l10n.t('This looks like an access key id, which belongs elsewhere.');
    case 'wrongCharacters':
      return vscode.l10n.t('An access key id has letters and digits only.');
    case 'tooShort':
      return vscode.l10n.t('This is too short. Was it copied whole?');
    case 'tokenNeeded':
      return vscode.l10n.t('Keys that begin with ASIA are temporary and work only with their session token.');
  }
}

/** How a profile comes by its credentials, in a word or two. */
export function profileKindText(kind: ProfileKind): string {
  switch (kind) {
    case 'keys':
      return vscode.l10n.t('access keys');
    case 'sso':
      return vscode.l10n.t('SSO');
    case 'assumeRole':
      return vscode.l10n.t('assumes a role');
    case 'process':
      return vscode.l10n.t('credential process');
    case 'webIdentity':
      return vscode.l10n.t('web identity');
    case 'login':
      return vscode.l10n.t('console login');
    case 'none':
      return vscode.l10n.t('no credentials');
  }
}

/** Why a region is the current one. */
export function regionOriginText({ origin, from }: EffectiveRegion): string {
  switch (origin) {
    case 'setting':
      return vscode.l10n.t('current, from the settings');
    case 'profile':
      return vscode.l10n.t('current, from profile {0}', from);
    case 'environment':
      return vscode.l10n.t('current, from {0}', from);
    case 'fallback':
      return vscode.l10n.t('current, because nothing else is set');
  }
}

/** The failure of a sign-in, and what to do. */
export function signInProblemText(error: BedrockError, region: string): string {
  switch (error.reason) {
    case 'credentialsWrong':
      return vscode.l10n.t(
        'AWS does not accept these credentials in {0}: the key id, the secret or the token is wrong or was revoked, or the account has not enabled that region. Nothing was stored.',
        region,
      );
    case 'credentialsExpired':
      return vscode.l10n.t('These credentials have expired: {0}', error.detail.message);
    case 'credentialsMissing':
      // The SDK's own words are English, and name its parts; they are in the log.
      return error.detail.code === 'CredentialsProviderError'
        ? vscode.l10n.t(
            'There are no credentials to use: what you chose gave none. The log has what was tried.',
          )
        : vscode.l10n.t('There are no credentials to use: {0}', error.detail.message);
    case 'accessDenied':
      return vscode.l10n.t('AWS refused: {0}', error.detail.message);
    default:
      return explainError(error, { modelLabel: '', region, credentials: undefined, partial: false }).message;
  }
}

/** The label of a button. */
export function problemChoiceText(choice: ProblemChoice): string {
  switch (choice) {
    case 'again':
      return vscode.l10n.t('Try Again');
    case 'keepAnyway':
      return vscode.l10n.t('Keep Anyway');
    case 'login':
      return vscode.l10n.t('Log In to AWS');
    case 'showLog':
      return vscode.l10n.t('Show Log');
  }
}
