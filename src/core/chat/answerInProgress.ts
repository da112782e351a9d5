import * as l10n from '@vscode/l10n';
import { classifyError } from '../aws/errors';
import type { RetryNotice } from '../aws/retry';
import { AnswerSteps } from './answerSteps';
import { Countdown } from './countdown';
import { DeltaBuffer } from './deltaBuffer';
import { endNotices } from './endNotices';
import { explainError } from './explain';
import { toPanelError, toPanelFigures, toPanelMisses } from './panelMessages';
import { fallbackText, historyCutText, outOfRoundsText, queuedText, retryText } from './progressText';
import { heldText } from './quotaText';
import type { Turn, TurnEvent } from './toolLoop';
import type { Entry, Transcript } from './transcript';
import { addFigures } from './turnFigures';

/** An answer while it comes: its words and steps, what it waits for, and how it ends, all of it in its message. */
export class AnswerInProgress {
  private readonly deltas: DeltaBuffer;
  private readonly steps: AnswerSteps;
  private readonly countdown = new Countdown((status) => this.setStatus(status, this.waiting !== undefined));
  /** The wait between two attempts that is on, or was the last. */
  private waiting: RetryNotice | undefined;
  /** Goes before the next words. */
  private gap: string;

  constructor(
    private readonly entry: Entry,
    private readonly transcript: Transcript,
  ) {
    const { id, text, steps, canGoOn } = entry.message;
    // Another round begins a paragraph; an answer that broke off goes on in the middle of a word.
    this.gap = canGoOn && text.trim() !== '' ? '\n\n' : '';
    this.deltas = new DeltaBuffer((more) => transcript.post({ type: 'delta', messageId: id, text: more }));
    this.steps = new AnswerSteps(steps, {
      changed: (step, all) => {
        // The step has its place in the text, and its own text in it.
        this.flush();
        entry.message = { ...entry.message, steps: [...all] };
        transcript.post({ type: 'step', messageId: id, step });
      },
      delta: (stepId, more) => transcript.post({ type: 'stepDelta', messageId: id, stepId, text: more }),
    });
    entry.unsent = this;
    const begun = { streaming: true, error: null, figures: null, cacheMisses: [], canGoOn: false };
    transcript.update(entry, { ...begun, status: l10n.t('Connecting to Bedrock…') });
  }

  /** Takes what the engine and the tools tell. */
  apply(event: TurnEvent): void {
    const { message } = this.entry;
    this.steps.read(event, message.text.length);
    switch (event.type) {
      case 'model':
        this.countdown.stop();
        return this.setStatus(l10n.t('Waiting for {0}…', event.model.label));
      case 'historyCut':
        return this.notice(historyCutText(event.droppedTurns));
      case 'notice':
        return this.notice(event.text);
      case 'queued':
        return this.setStatus(queuedText(event.running));
      case 'held':
        this.waiting = undefined;
        return this.countdown.start(event.hold.delayMs, (left) => heldText(event.hold, left));
      case 'fallback':
        this.countdown.stop();
        return this.notice(fallbackText(event));
      case 'retry':
        this.waiting = event.notice;
        return this.countdown.start(event.notice.delayMs, (left) => retryText(event.notice, left));
      case 'reasoning':
        this.entry.message.steps = [...this.steps.current];
        return this.showsItself();
      case 'text':
        this.addText(event.text);
        return this.showsItself();
      case 'toolStarted':
        return this.setStatus(l10n.t('Running {0}…', event.call.name));
      case 'toolCall':
      case 'toolEnded':
        return;
    }
  }

  /** Sends a request again at once that waits for its next attempt. */
  retryNow(): void {
    this.waiting?.retryNow();
  }

  /** Tells the view at once what is held back of text and reasoning. */
  flush(): void {
    this.deltas.flush();
    this.steps.flush();
  }

  /** Nothing more comes: shows what the question came to. */
  end({ outcome, figures, outOfRounds }: Turn): void {
    const { entry, transcript } = this;
    this.stop();
    if (figures !== undefined) {
      entry.figures = addFigures(entry.figures, figures);
    }
    const shown = entry.figures === undefined ? null : toPanelFigures(entry.figures);
    const cacheMisses = entry.figures === undefined ? [] : toPanelMisses(entry.figures);
    const ended = { streaming: false, status: '', waitsToRetry: false, figures: shown, cacheMisses };
    const { notices } = entry.message;
    switch (outcome.type) {
      case 'notCalled':
        return transcript.update(entry, { ...ended, error: toPanelError(outcome.problem) });
      case 'cancelled':
        return transcript.update(entry, { ...ended, notices: [...notices, l10n.t('Stopped.')] });
      case 'called': {
        const { result, problem } = outcome;
        entry.invocationId = result.invocationId;
        return transcript.update(entry, {
          ...ended,
          notices: [...notices, ...(outOfRounds ? [outOfRoundsText()] : endNotices(result))],
          canGoOn: outOfRounds,
          error: problem === undefined ? null : toPanelError(problem),
        });
      }
    }
  }

  /** Asking itself failed. Nothing should come here, but the answer must not seem to be under way for ever. */
  fail(error: unknown): void {
    const failure = classifyError(error);
    const known = { modelLabel: '', region: '', credentials: undefined, partial: false };
    const outcome = { type: 'notCalled', problem: explainError(failure, known), error: failure } as const;
    this.end({ outcome, messages: [], figures: undefined, outOfRounds: false });
  }

  private stop(): void {
    this.countdown.stop();
    this.steps.thought();
    this.flush();
    delete this.entry.unsent;
  }

  private addText(text: string): void {
    const more = this.gap + text;
    this.gap = '';
    this.entry.message.text += more;
    this.deltas.add(more);
  }

  private notice(text: string): void {
    this.transcript.update(this.entry, { notices: [...this.entry.message.notices, text] });
  }

  /** From here on the answer shows by itself that it goes on. */
  private showsItself(): void {
    this.countdown.stop();
    this.setStatus('');
  }

  private setStatus(status: string, waitsToRetry = false): void {
    const { message } = this.entry;
    if (status === message.status && waitsToRetry === message.waitsToRetry) {
      return;
    }
    this.entry.message = { ...message, status, waitsToRetry };
    this.transcript.post({ type: 'status', messageId: message.id, status, waitsToRetry });
  }
}
