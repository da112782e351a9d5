import { homedir } from 'node:os';
import * as vscode from 'vscode';
import { allChecks } from '../../core/doctor/checks';
import { diagnose } from '../../core/doctor/doctor';
import { reportMarkdown, summaryOf } from '../../core/doctor/report';
import { DiagnosisRun } from '../../core/doctor/diagnosisRun';
import type { Subject } from '../../core/doctor/subject';
import type { Logger } from '../../core/logging/logger';
import type { Redactor } from '../../core/logging/redaction';
import {
  fromDoctorLimits,
  fromDoctorSchema,
  type CheckLine,
  type CheckResult,
  type FromDoctor,
  type ToDoctor,
} from '../../protocol/doctor';
import { awsPage } from '../../core/aws/failures/awsPages';
import { isGlobalAction, runAction } from '../platform/actions';
import { openSetting } from '../platform/openSetting';
import { withProgressMessage } from '../platform/progress';
import { SingletonEditor } from '../platform/singletonEditor';

/** Collaborators of the page. */
export interface DoctorParts {
  readonly subject: () => Promise<Subject>;
  readonly redactor: Pick<Redactor, 'redact'>;
  readonly logger: Logger;
  readonly extensionUri: vscode.Uri;
  readonly extensionVersion: string;
}

function quotaPage(region: string, code: string): vscode.Uri {
  return vscode.Uri.parse(awsPage('openQuotas', region, code));
}

/** **Diagnose Connection**: makes all checks and shows them, line by line, in an editor of which there is one. */
export class DoctorPanel implements vscode.Disposable {
  private readonly editor: SingletonEditor<typeof fromDoctorSchema, ToDoctor>;
  private lines: CheckLine[] = [];
  private results: readonly CheckResult[] = [];
  private region = '';
  private running: AbortController | undefined;
  private finishedAt = new Date();

  constructor(private readonly parts: DoctorParts) {
    const page = {
      viewType: 'bedrockChat.doctor',
      title: vscode.l10n.t('Bedrock Connection'),
      name: 'doctor',
      schema: fromDoctorSchema,
      limits: fromDoctorLimits,
    } as const;
    this.editor = new SingletonEditor(parts, page, () => ({
      handle: (intent) => this.handle(intent),
      dispose: () => this.running?.abort(),
    }));
  }

  /** Shows the page and makes all checks, with a progress notification by which they can be ended. */
  async diagnose(): Promise<void> {
    this.editor.show();
    if (this.running !== undefined) {
      return;
    }
    const abort = new AbortController();
    this.running = abort;
    const title = vscode.l10n.t('Checking the connection to Bedrock');
    try {
      await withProgressMessage(title, (signal, report) =>
        this.run(AbortSignal.any([abort.signal, signal]), report),
      );
    } finally {
      this.running = undefined;
      this.tell();
    }
  }

  dispose(): void {
    this.running?.abort();
    this.editor.dispose();
  }

  private async run(signal: AbortSignal, onProgress: (message: string) => void): Promise<void> {
    const { redactor, logger } = this.parts;
    const run = new DiagnosisRun(await this.parts.subject());
    const checks = allChecks(run);
    this.results = [];
    this.lines = checks.map(({ id, title }) => ({ state: 'waiting', id, title }));
    this.tell();
    try {
      this.region = await run.region().then(
        ({ region }) => region,
        () => '',
      );
      this.results = await diagnose(checks, {
        signal,
        redact: (text) => redactor.redact(text),
        onStart: (id) => {
          this.lines = this.lines.map((line) =>
            line.id === id && line.state === 'waiting' ? { ...line, state: 'running' } : line,
          );
          onProgress(checks.find((check) => check.id === id)?.title ?? '');
          this.tell();
        },
        onResult: (check) => {
          this.lines = this.lines.map((line) =>
            line.id === check.id ? { state: 'ended', id: check.id, check } : line,
          );
          logger.info('Checked', { check: check.id, status: check.status, result: check.result });
          this.tell();
        },
      });
    } finally {
      this.finishedAt = new Date();
      run.dispose();
    }
  }

  private async handle(intent: FromDoctor): Promise<void> {
    switch (intent.type) {
      case 'ready':
        return this.tell();
      case 'runAgain':
        return this.diagnose();
      case 'cancel':
        return this.running?.abort();
      case 'copyReport':
        await vscode.env.clipboard.writeText(this.report());
        void vscode.window.setStatusBarMessage(vscode.l10n.t('Report copied, without secrets.'), 4000);
        return;
      case 'act':
        return this.act(intent.check);
    }
  }

  private async act(check: string): Promise<void> {
    const action = this.results.find(({ id }) => id === check)?.action;
    if (action?.setting !== undefined) {
      return openSetting(action.setting);
    }
    if (action?.quota !== undefined) {
      return void vscode.commands.executeCommand('vscode.open', quotaPage(this.region, action.quota));
    }
    if (action === null || action === undefined || !isGlobalAction(action.id)) {
      return;
    }
    const done = await runAction(action.id, this.region);
    // Signed in from here: see whether that was all.
    if ((action.id === 'signIn' || action.id === 'ssoLogin') && done === true) {
      await this.diagnose();
    }
  }

  private report(): string {
    const { extensionVersion, redactor } = this.parts;
    const facts = {
      extensionVersion,
      vscodeVersion: vscode.version,
      platform: `${process.platform} ${process.arch}`,
      remote: vscode.env.remoteName ?? '',
      at: this.finishedAt,
      home: homedir(),
    };
    return reportMarkdown(this.results, facts, (text) => redactor.redact(text));
  }

  private tell(): void {
    const running = this.running !== undefined;
    const summary = running ? vscode.l10n.t('Checking…') : summaryOf(this.results);
    this.editor.post({ type: 'state', running, summary, lines: this.lines });
  }
}
