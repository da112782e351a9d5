import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import type { PanelStep } from '../../src/protocol/chatPanel';
import { formatDuration } from '../../src/shared/format';

type Step<T extends PanelStep['type']> = Extract<PanelStep, { type: T }>;

/** The model's reasoning, folded: "Thinking…", then "Thought for 4 s". */
export function reasoningCard({ text, durationMs }: Step<'reasoning'>): TemplateResult {
  const title =
    durationMs === null ? l10n.t('Thinking…') : l10n.t('Thought for {0}', formatDuration(durationMs));
  return html`<details class="step" data-testid="chat-reasoning">
    <summary>
      <span class="codicon codicon-lightbulb" aria-hidden="true"></span
      ><span class="step-title">${title}</span>
    </summary>
    <div class="step-body">
      <pre class="step-text" tabindex="0" role="group" aria-label=${l10n.t('Reasoning')}>${text}</pre>
    </div>
  </details>`;
}

const looks: Record<Step<'tool'>['state'], { icon: string; says: (name: string) => string }> = {
  running: {
    icon: 'loading',
    says: (name) => l10n.t({ message: 'Running {0}…', comment: ['A tool by its name'], args: [name] }),
  },
  done: {
    icon: 'check',
    says: (name) => l10n.t({ message: 'Ran {0}', comment: ['A tool by its name'], args: [name] }),
  },
  failed: { icon: 'error', says: (name) => l10n.t('{0} failed', name) },
  declined: { icon: 'circle-slash', says: (name) => l10n.t('{0} was not allowed', name) },
  stopped: { icon: 'debug-stop', says: (name) => l10n.t('{0} was stopped', name) },
};

/** A tool call, folded: which tool and how it ended; within, what it was given and what it gave back. */
export function toolCard(step: Step<'tool'>): TemplateResult {
  const { icon, says } = looks[step.state];
  const took = step.durationMs === null ? nothing : html` · ${formatDuration(step.durationMs)}`;
  return html`<details class="step" data-testid="chat-tool" data-state=${step.state}>
    <summary>
      <span class="codicon codicon-${icon}" aria-hidden="true"></span
      ><span class="step-title">${says(step.name)}${took}</span>
    </summary>
    <div class="step-body">
      ${labeled(l10n.t('Input'), step.input, 'chat-tool-input')}
      ${step.state === 'running' ? nothing : labeled(l10n.t('Result'), step.result, 'chat-tool-result')}
    </div>
  </details>`;
}

function labeled(label: string, text: string, testId: string): TemplateResult {
  return html`<p class="step-label" aria-hidden="true">${label}</p>
    <pre class="step-text" data-testid=${testId} tabindex="0" role="group" aria-label=${label}>
${text === '' ? l10n.t('(nothing)') : text}</pre>`;
}
