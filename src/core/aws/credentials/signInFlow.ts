import { classifyError, type BedrockError } from '../errors';
import { EnvFileError, parseEnvFile } from './envFile';
import { isUnreachable, type Identity } from './identity';
import { listProfiles, loginProfile, type AwsProfile } from './profiles';
import { secretsIn, type StoredCredentials } from './storedCredentials';

/** The ways to sign in that a user can choose from. */
export const signInMethods = ['keys', 'apiKey', 'profile', 'default', 'envFile'] as const;
export type SignInMethod = (typeof signInMethods)[number];

/** A user's decision: secrets to keep, a profile, or the default chain. */
export type SignInChoice =
  | { readonly source: 'keys'; readonly credentials: StoredCredentials }
  | { readonly source: 'profile'; readonly profile: string }
  | { readonly source: 'default' };

/** One question of the dialog, with what to preset. Secrets typed before are never preset. */
export type SignInQuestion =
  | { readonly kind: 'method' }
  | { readonly kind: 'accessKeyId'; readonly previous: string }
  | { readonly kind: 'secretAccessKey' }
  | { readonly kind: 'sessionToken'; readonly accessKeyId: string }
  | { readonly kind: 'apiKey' }
  | { readonly kind: 'profile'; readonly profiles: readonly AwsProfile[]; readonly previous: string }
  | { readonly kind: 'envFile' }
  | { readonly kind: 'region'; readonly current: string };

/** Where in the dialog a question stands: "2 of 3". */
export interface QuestionPosition {
  readonly step: number;
  readonly totalSteps: number;
  readonly canGoBack: boolean;
}

/** The outcome of a question. `text` is a method, an id, a secret, a profile's name, a file's path or a region. */
export type SignInAnswer =
  | { readonly kind: 'answer'; readonly text: string }
  | { readonly kind: 'back' }
  | { readonly kind: 'cancelled' };

/** Next steps for a sign-in that did not work. */
export type ProblemChoice = 'again' | 'keepAnyway' | 'login' | 'showLog';

/** The user, as the dialog sees one. */
export interface SignInPrompts {
  ask(question: SignInQuestion, position: QuestionPosition): Promise<SignInAnswer>;
  /** Shows that AWS is being asked; the signal ends it when the user cancels. */
  verifying<T>(region: string, work: (signal: AbortSignal) => Promise<T>): Promise<T>;
  /** Says that the file is no use; `missing` is empty when it could not be read. True to choose another. */
  envFileProblem(path: string, missing: readonly string[]): Promise<boolean>;
  /** Says what is wrong and what can be done; undefined when the user lets it be. */
  problem(
    error: BedrockError,
    region: string,
    choices: readonly ProblemChoice[],
  ): Promise<ProblemChoice | undefined>;
}

/** Effects of the dialog besides asking. */
export interface SignInActions {
  /** @throws BedrockError as `verifyIdentity` does. */
  verify(choice: SignInChoice, region: string, signal: AbortSignal): Promise<Identity>;
  readFile(path: string): Promise<string>;
  /** Logs on to AWS for the profile; resolves when that ended. */
  login(profile: AwsProfile): Promise<unknown>;
  showLog(): void;
  /** Told each secret as soon as it is entered. */
  onSecret(value: string): void;
}

/** A sign-in that is to be kept. Without an identity it was kept although AWS could not be reached. */
export interface SignInResult {
  readonly choice: SignInChoice;
  readonly region: string;
  readonly identity: Identity | undefined;
}

interface Draft {
  method: SignInMethod | undefined;
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken: string;
  apiKey: string;
  profile: string;
  imported: StoredCredentials | undefined;
  region: string;
}

const questionsByMethod: Readonly<Record<SignInMethod, readonly SignInQuestion['kind'][]>> = {
  keys: ['accessKeyId', 'secretAccessKey', 'sessionToken'],
  apiKey: ['apiKey'],
  profile: ['profile'],
  default: [],
  envFile: ['envFile'],
};

/** The dialog of signing in, without its looks: questions with a way back, then a check by AWS. It keeps nothing. */
export class SignInFlow {
  private readonly prompts: SignInPrompts;
  private readonly actions: SignInActions;
  private readonly draft: Draft;

  constructor(prompts: SignInPrompts, actions: SignInActions, currentRegion: string) {
    this.prompts = prompts;
    this.actions = actions;
    this.draft = {
      method: undefined,
      accessKeyId: '',
      secretAccessKey: '',
      sessionToken: '',
      apiKey: '',
      profile: '',
      imported: undefined,
      region: currentRegion,
    };
  }

  /** Asks until there is something to keep; undefined when the user gave up. */
  async run(): Promise<SignInResult | undefined> {
    let next = 0;
    for (;;) {
      if (!(await this.askFrom(next))) {
        return undefined;
      }
      const outcome = await this.innerVerify();
      if (outcome === undefined || typeof outcome === 'object') {
        return outcome;
      }
      // The way in was chosen already; what is in doubt is what was typed, or, if nothing answered, the region.
      next = outcome === 'askRegion' ? this.questions().length - 1 : 1;
    }
  }

  /** False when the user gave up. */
  private async askFrom(first: number): Promise<boolean> {
    let index = first;
    for (;;) {
      const kinds = this.questions();
      const kind = kinds[index];
      if (kind === undefined) {
        return true;
      }
      const answer = await this.prompts.ask(await this.question(kind), this.position(kind, index));
      if (answer.kind === 'cancelled') {
        return false;
      }
      if (answer.kind === 'back') {
        index = Math.max(0, index - 1);
      } else {
        const taken = await this.read(kind, answer.text.trim());
        if (taken === 'cancelled') {
          return false;
        }
        if (taken) {
          index++;
        }
      }
    }
  }

  private questions(): readonly SignInQuestion['kind'][] {
    const { method } = this.draft;
    return method === undefined ? ['method'] : ['method', ...questionsByMethod[method], 'region'];
  }

  /* All that a method asks for counts as one step, however many boxes it takes. */
  private position(kind: SignInQuestion['kind'], index: number): QuestionPosition {
    const totalSteps = kind !== 'method' && this.draft.method === 'default' ? 2 : 3;
    const step = kind === 'method' ? 1 : kind === 'region' ? totalSteps : 2;
    return { step, totalSteps, canGoBack: index > 0 };
  }

  private async question(kind: SignInQuestion['kind']): Promise<SignInQuestion> {
    const draft = this.draft;
    switch (kind) {
      case 'accessKeyId':
        return { kind, previous: draft.accessKeyId };
      case 'sessionToken':
        return { kind, accessKeyId: draft.accessKeyId };
      case 'profile': {
        const profiles = (await listProfiles()).filter((profile) => profile.kind !== 'none');
        return { kind, profiles, previous: draft.profile };
      }
      case 'region':
        return { kind, current: draft.region };
      case 'method':
      case 'secretAccessKey':
      case 'apiKey':
      case 'envFile':
        return { kind };
    }
  }

  private async read(kind: SignInQuestion['kind'], text: string): Promise<boolean | 'cancelled'> {
    const draft = this.draft;
    switch (kind) {
      case 'method':
        draft.method = signInMethods.find((method) => method === text);
        return draft.method !== undefined;
      case 'accessKeyId':
      case 'region':
        draft[kind] = text;
        return true;
      case 'secretAccessKey':
      case 'sessionToken':
      case 'apiKey':
        if (text !== '') {
          this.actions.onSecret(text);
        }
        draft[kind] = text;
        return true;
      case 'profile':
        draft.profile = text;
        draft.region = (await listProfiles()).find(({ name }) => name === text)?.region ?? draft.region;
        return true;
      case 'envFile':
        return this.import(text);
    }
  }

  private async import(path: string): Promise<boolean | 'cancelled'> {
    try {
      const { credentials, region } = parseEnvFile(await this.actions.readFile(path));
      secretsIn(credentials).forEach((secret) => this.actions.onSecret(secret));
      this.draft.imported = credentials;
      this.draft.region = region ?? this.draft.region;
      return true;
    } catch (error) {
      const missing = error instanceof EnvFileError ? error.missing : [];
      return (await this.prompts.envFileProblem(path, missing)) ? false : 'cancelled';
    }
  }

  private async innerVerify(): Promise<SignInResult | 'askAgain' | 'askRegion' | undefined> {
    const { region } = this.draft;
    const choice = this.innerChoice();
    for (;;) {
      try {
        const identity = await this.prompts.verifying(region, (signal) =>
          this.actions.verify(choice, region, signal),
        );
        return { choice, region, identity };
      } catch (error) {
        const failure = classifyError(error);
        if (failure.reason === 'cancelled') {
          return undefined;
        }
        const login = await this.loginFor(choice, failure);
        const answer = await this.prompts.problem(failure, region, [
          ...(login === undefined ? [] : (['login'] as const)),
          'again',
          ...(isUnreachable(failure.reason) ? (['keepAnyway'] as const) : []),
          'showLog',
        ]);
        switch (answer) {
          case 'again':
            return isUnreachable(failure.reason) ? 'askRegion' : 'askAgain';
          case 'keepAnyway':
            return { choice, region, identity: undefined };
          case 'login':
            if (login !== undefined) {
              await this.actions.login(login);
            }
            break;
          case 'showLog':
            this.actions.showLog();
            return undefined;
          case undefined:
            return undefined;
        }
      }
    }
  }

  private async loginFor(choice: SignInChoice, failure: BedrockError): Promise<AwsProfile | undefined> {
    if (choice.source === 'keys' || failure.reason !== 'credentialsExpired') {
      return undefined;
    }
    const name = choice.source === 'profile' ? choice.profile : (process.env['AWS_PROFILE'] ?? 'default');
    return loginProfile(name, await listProfiles());
  }

  private innerChoice(): SignInChoice {
    const draft = this.draft;
    switch (draft.method) {
      case 'profile':
        return { source: 'profile', profile: draft.profile };
      case 'apiKey':
        return { source: 'keys', credentials: { kind: 'apiKey', apiKey: draft.apiKey } };
      case 'envFile':
        if (draft.imported === undefined) {
          throw new Error('No file was imported.');
        }
        return { source: 'keys', credentials: draft.imported };
      case 'keys': {
        const { accessKeyId, secretAccessKey, sessionToken } = draft;
        const token = sessionToken === '' ? {} : { sessionToken };
        return { source: 'keys', credentials: { kind: 'keys', accessKeyId, secretAccessKey, ...token } };
      }
      case 'default':
      case undefined:
        return { source: 'default' };
    }
  }
}
