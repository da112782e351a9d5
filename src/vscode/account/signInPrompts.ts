import * as vscode from 'vscode';
import type { BedrockError } from '../../core/aws/errors';
import {
  checkAccessKeyId,
  checkApiKey,
  checkSecretAccessKey,
  checkSessionToken,
  needsSessionToken,
} from '../../core/aws/credentials/keyShapes';
import type {
  ProblemChoice,
  QuestionPosition,
  SignInAnswer,
  SignInMethod,
  SignInPrompts,
  SignInQuestion,
} from '../../core/aws/credentials/signInFlow';
import { withProgressMessage } from '../platform/progress';
import { askEnvFile } from './envFilePick';
import { askPick, askText, type PickItem } from './quickInput';
import { askRegion } from './regionPick';
import { problemChoiceText, profileKindText, shapeProblemText, signInProblemText } from './words';
import { showError, showInformation } from '../platform/notify';

/** The sign-in dialog in VS Code's own inputs and notifications. */
export class VsCodeSignInPrompts implements SignInPrompts {
  async ask(question: SignInQuestion, position: QuestionPosition): Promise<SignInAnswer> {
    const title = vscode.l10n.t('Sign in to Amazon Bedrock');
    switch (question.kind) {
      case 'method':
        return askPick({ title, position, placeholder: vscode.l10n.t('How to sign in'), items: methods() });
      case 'accessKeyId':
        return askText({
          title,
          position,
          prompt: vscode.l10n.t('Access key id'),
          placeholder: 'AKIA…',
          value: question.previous,
          secret: false,
          problem: (text, finished) => shapeProblemText(checkAccessKeyId(text), finished),
        });
      case 'secretAccessKey':
        return askText({
          title,
          position,
          prompt: vscode.l10n.t(
            'Secret access key. It is kept in VS Code’s secret storage and nowhere else.',
          ),
          secret: true,
          problem: (text, finished) => shapeProblemText(checkSecretAccessKey(text), finished),
        });
      case 'sessionToken':
        return askText({
          title,
          position,
          prompt: needsSessionToken(question.accessKeyId)
            ? vscode.l10n.t('Session token of these temporary keys')
            : vscode.l10n.t('Session token. Leave it empty for lasting keys.'),
          secret: true,
          problem: (text, finished) =>
            shapeProblemText(checkSessionToken(text, question.accessKeyId), finished),
        });
      case 'apiKey':
        return askText({
          title,
          position,
          prompt: vscode.l10n.t(
            'Bedrock API key, from the Bedrock console under API keys. It is kept in VS Code’s secret storage and nowhere else.',
          ),
          secret: true,
          problem: (text, finished) => shapeProblemText(checkApiKey(text), finished),
        });
      case 'profile':
        return askProfile(title, position, question);
      case 'envFile':
        return askEnvFile(title, position);
      case 'region':
        return askRegion(title, question.current, '', position);
    }
  }

  async verifying<T>(region: string, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    return withProgressMessage(vscode.l10n.t('Asking AWS in {0} who you are…', region), work);
  }

  async envFileProblem(path: string, missing: readonly string[]): Promise<boolean> {
    const again = vscode.l10n.t('Choose Another File');
    const text =
      missing.length === 0
        ? vscode.l10n.t('{0} could not be read.', path)
        : vscode.l10n.t('{0} does not set {1}. Nothing was stored.', path, missing.join(', '));
    return (await showError(text, { modal: true }, again)) === again;
  }

  async problem(
    error: BedrockError,
    region: string,
    choices: readonly ProblemChoice[],
  ): Promise<ProblemChoice | undefined> {
    const items = choices.map((choice) => ({ choice, title: problemChoiceText(choice) }));
    // Modal: a notification can be left unanswered for ever, and nobody could sign in until then.
    const text = signInProblemText(error, region);
    const chosen = await showError(text, { modal: true }, ...items);
    return chosen?.choice;
  }
}

function methods(): PickItem[] {
  const item = (method: SignInMethod, icon: string, label: string, detail: string): PickItem => ({
    answer: method,
    label,
    detail,
    iconPath: new vscode.ThemeIcon(icon),
  });
  return [
    item(
      'keys',
      'key',
      vscode.l10n.t('Access Keys'),
      vscode.l10n.t('Access key id, secret access key and, for temporary keys, a session token'),
    ),
    item(
      'apiKey',
      'lock',
      vscode.l10n.t('Bedrock API Key'),
      vscode.l10n.t('One key that is good for Amazon Bedrock alone'),
    ),
    item(
      'profile',
      'account',
      vscode.l10n.t('AWS Profile'),
      vscode.l10n.t('A named profile of ~/.aws/config: SSO, an assumed role, a credential process or keys'),
    ),
    item(
      'default',
      'server-environment',
      vscode.l10n.t('Default Credential Chain'),
      vscode.l10n.t('What the AWS SDK finds by itself: environment, default profile, container, EC2'),
    ),
    item(
      'envFile',
      'file',
      vscode.l10n.t('Import from .env File'),
      vscode.l10n.t('Reads AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, AWS_REGION'),
    ),
  ];
}

async function askProfile(
  title: string,
  position: QuestionPosition,
  question: Extract<SignInQuestion, { kind: 'profile' }>,
): Promise<SignInAnswer> {
  if (question.profiles.length === 0) {
    const learn = vscode.l10n.t('How to Make a Profile');
    void showInformation(
      vscode.l10n.t(
        'There are no profiles in ~/.aws/config yet. Run "aws configure sso" or "aws configure" in a terminal to make one, then sign in again.',
      ),
      learn,
    ).then((chosen) => {
      if (chosen === learn) {
        void vscode.env.openExternal(vscode.Uri.parse(PROFILE_GUIDE));
      }
    });
    return { kind: 'back' };
  }
  return askPick({
    title,
    position,
    placeholder: vscode.l10n.t('Profile of the AWS config files'),
    active: question.previous,
    items: question.profiles.map(({ name, kind, region }) => ({
      answer: name,
      label: name,
      description: [profileKindText(kind), region].filter((part) => part !== undefined).join(' · '),
    })),
  });
}

const PROFILE_GUIDE = 'https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-files.html';
