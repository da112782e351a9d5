import * as l10n from '@vscode/l10n';
import { ulid } from 'ulid';
import type { PanelStep } from '../../protocol/chatPanel';
import { toolResultText, type ToolResultContent } from '../bedrock/content';
import { DeltaBuffer } from './deltaBuffer';
import type { TurnEvent } from './toolLoop';
import { formatCount } from '../../shared/format';

/** The most of a tool's input or result that is shown, in characters; the model gets all of it. */
const MAX_SHOWN = 20_000;
/** Once the tools of an answer have shown so many characters, the inputs and results of further ones are cut to a few. */
const MANY_SHOWN = 1_000_000;
const FEW_SHOWN = 500;

/** Reports of the steps of an answer. */
export interface StepsListener {
  /** A step began, changed or ended; what is told is told of it alone, for there may be hundreds. */
  readonly changed: (step: PanelStep, all: readonly PanelStep[]) => void;
  /** More text for the reasoning under way. */
  readonly delta: (stepId: string, text: string) => void;
}

/** The steps of an answer besides its words: reasoning as it comes, and tool calls with their results. */
export class AnswerSteps {
  private steps: PanelStep[];
  /** Characters of inputs and results. */
  private shown = 0;
  private thinking:
    { readonly id: string; readonly startedAt: number; readonly deltas: DeltaBuffer } | undefined;

  /** Steps of before stay, for an answer that goes on. */
  constructor(
    before: readonly PanelStep[],
    private readonly listener: StepsListener,
  ) {
    this.steps = [...before];
  }

  /** Takes note of an event; `at` is how long the answer's text is. */
  read(event: TurnEvent, at: number): void {
    switch (event.type) {
      case 'reasoning':
        return this.think(event.text, at);
      case 'text':
      case 'toolCall':
        return this.thought();
      case 'toolStarted': {
        const { toolUseId: id, name, input } = event.call;
        const shown = this.shorten(JSON.stringify(input, null, 2));
        this.thought();
        return this.put({
          type: 'tool',
          id,
          at,
          name,
          state: 'running',
          input: shown,
          result: '',
          durationMs: null,
        });
      }
      case 'toolEnded': {
        const step = this.steps.find(({ id }) => id === event.call.toolUseId);
        if (step?.type === 'tool') {
          const result = this.shorten(resultText(event.content));
          this.put({ ...step, state: event.end, result, durationMs: event.durationMs });
        }
        return;
      }
      default:
        return;
    }
  }

  /** Tells at once what is held back. */
  flush(): void {
    this.thinking?.deltas.flush();
  }

  /** The model thinks no more: it speaks, calls, or has ended. */
  thought(): void {
    const { thinking } = this;
    if (thinking === undefined) {
      return;
    }
    thinking.deltas.flush();
    this.thinking = undefined;
    const step = this.steps.find(({ id }) => id === thinking.id);
    if (step !== undefined) {
      this.put({ ...step, durationMs: Math.round(performance.now() - thinking.startedAt) });
    }
  }

  private think(text: string, at: number): void {
    if (this.thinking === undefined) {
      const id = ulid();
      const deltas = new DeltaBuffer((more) => this.listener.delta(id, more));
      this.put({ type: 'reasoning', id, at, text: '', durationMs: null });
      this.thinking = { id, startedAt: performance.now(), deltas };
    }
    const { id, deltas } = this.thinking;
    this.steps = this.steps.map((step) =>
      step.type === 'reasoning' && step.id === id ? { ...step, text: step.text + text } : step,
    );
    deltas.add(text);
  }

  private shorten(text: string): string {
    const most = this.shown < MANY_SHOWN ? MAX_SHOWN : FEW_SHOWN;
    const left = text.length - most;
    this.shown += Math.min(text.length, most);
    return left <= 0 ? text : `${text.slice(0, most)}\n${l10n.t('… {0} more characters', formatCount(left))}`;
  }

  private put(step: PanelStep): void {
    const index = this.steps.findIndex(({ id }) => id === step.id);
    this.steps = index < 0 ? [...this.steps, step] : this.steps.with(index, step);
    this.listener.changed(step, this.steps);
  }

  /** The steps as they stand. */
  get current(): readonly PanelStep[] {
    return this.steps;
  }
}

function resultText(content: readonly ToolResultContent[]): string {
  const pictures = content.filter(({ type }) => type === 'image').length;
  const said = toolResultText(content);
  const shown = pictures === 0 ? [] : [picturesText(pictures)];
  return [...(said === '' ? [] : [said]), ...shown].join('\n');
}

function picturesText(pictures: number): string {
  return pictures === 1 ? l10n.t('(a picture)') : l10n.t('({0} pictures)', formatCount(pictures));
}
