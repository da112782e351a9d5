import type { RetryNotice } from '../aws/retry';
import type { Countdown } from './countdown';
import { fallbackText, historyCutText, queuedText } from './progressText';
import type { TurnEvent } from './toolLoop';

/** Where the progress of an answer is shown. */
export interface ProgressView {
  readonly countdown: Countdown;
  /** The current wait; shown until the next one, empty when nothing is. */
  readonly setStatus: (status: string) => void;
  /** A remark that stays. */
  readonly notice: (text: string) => void;
  /** A wait between two attempts began. */
  readonly onRetry: (notice: RetryNotice) => void;
}

/** Shows what an event means for whoever waits. */
export function showProgress(event: TurnEvent, view: ProgressView): void {
  switch (event.type) {
    case 'model':
      return view.setStatus(`Waiting for ${event.model.label}…`);
    case 'historyCut':
      return view.notice(historyCutText(event.droppedTurns));
    case 'queued':
      return view.setStatus(queuedText(event.running));
    case 'fallback':
      view.countdown.stop();
      return view.notice(fallbackText(event));
    case 'retry':
      view.onRetry(event.notice);
      return view.countdown.start(event.notice);
    case 'reasoning':
    case 'text':
      // From here on it shows by itself.
      view.countdown.stop();
      return view.setStatus('');
    case 'toolStarted':
      return view.setStatus(`Running ${event.call.name}…`);
    case 'toolCall':
    case 'toolEnded':
      return;
  }
}
