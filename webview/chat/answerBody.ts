import { html, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { PanelMessage, PanelStep } from '../../src/protocol/chatPanel';
import { reasoningCard, toolCard } from './stepCards';

type Piece =
  { readonly key: string; readonly text: string } | { readonly key: string; readonly step: PanelStep };

/** How a call of a tool is shown. */
export type ToolCard = (step: Extract<PanelStep, { type: 'tool' }>) => TemplateResult;

/** An answer's words with its steps between them, each where it happened. */
export function answerBody(message: PanelMessage, showTool: ToolCard = toolCard): TemplateResult {
  const pieces = piecesOf(message);
  return html`${repeat(
    pieces,
    ({ key }) => key,
    (piece, index) =>
      'step' in piece
        ? stepCard(piece.step, showTool)
        : html`<bc-markdown
            .text=${piece.text}
            .complete=${!message.streaming || index < pieces.length - 1}
          ></bc-markdown>`,
  )}`;
}

/** Keys stay while text grows, so that what is drawn is kept; the last piece is always words. */
function piecesOf({ text, steps }: PanelMessage): Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  for (const step of steps) {
    const words = text.slice(from, step.at);
    if (words.trim() !== '') {
      pieces.push({ key: `text ${String(from)}`, text: words });
    }
    pieces.push({ key: step.id, step });
    from = Math.max(from, step.at);
  }
  return [...pieces, { key: `text ${String(from)}`, text: text.slice(from) }];
}

function stepCard(step: PanelStep, showTool: ToolCard): TemplateResult {
  switch (step.type) {
    case 'reasoning':
      return reasoningCard(step);
    case 'tool':
      return showTool(step);
  }
}
