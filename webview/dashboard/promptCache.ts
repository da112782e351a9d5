import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import type {
  CacheAdviceId,
  CacheConversation,
  CacheDay,
  CacheOverview,
  CacheSums,
} from '../../src/protocol/promptCache';
import {
  formatCount,
  formatDay,
  formatExactUsd,
  formatInstant,
  formatKnownUsd,
  formatMinute,
  formatShare,
  formatUsd,
} from '../../src/shared/format';
import { textButton } from '../components/buttons';
import { surfaceName } from './filterBar';

/** How the prompt cache fared by day and by conversation, and what helps against misses; nothing where no call used it. */
export function promptCacheSection(
  cache: CacheOverview | null,
  onAdvice: (advice: CacheAdviceId) => void,
): TemplateResult | typeof nothing {
  if (cache === null) {
    return nothing;
  }
  const { days, conversations, advice } = cache;
  return html`<section class="runs" aria-labelledby="cache-heading" data-testid="prompt-cache">
    <div class="section-head"><h2 id="cache-heading">${l10n.t('Prompt cache')}</h2></div>
    ${advice.map(
      ({ id, label, reason }) =>
        html`<div class="cache-advice" data-testid="cache-advice">
          <p>${reason}</p>
          ${textButton({ label, appearance: 'secondary', testId: `advice-${id}`, onClick: () => onAdvice(id) })}
        </div>`,
    )}
    ${days.length === 0 ? nothing : table(l10n.t('This month’s days'), dayHeads(), days.map(dayRow))}
    ${
      conversations.length === 0
        ? nothing
        : html`<h3>${l10n.t('Conversations of this window')}</h3>
            ${table(l10n.t('Conversations of this window'), conversationHeads(), conversations.map(conversationRow))}`
    }
  </section>`;
}

interface Head {
  readonly label: string;
  readonly exact?: string;
  readonly isText?: boolean;
}

function table(label: string, heads: readonly Head[], rows: readonly TemplateResult[]): TemplateResult {
  return html`<div class="runs-table" tabindex="0" role="group" aria-label=${label}>
    <table>
      <thead>
        <tr>
          ${heads.map(
            (head) =>
              html`<th
                scope="col"
                class=${head.isText === true ? nothing : 'number'}
                title=${head.exact ?? nothing}
              >
                ${head.label}
              </th>`,
          )}
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </div>`;
}

function sumHeads(): Head[] {
  return [
    { label: l10n.t('Calls'), exact: l10n.t('Calls that used the prompt cache, or should have') },
    {
      label: l10n.t('Hit rate'),
      exact: l10n.t('Calls that read all that was kept for them; the first one only writes'),
    },
    { label: l10n.t('Input read'), exact: l10n.t('The part of all input that was read from the cache') },
    { label: l10n.t('Saved'), exact: l10n.t('What reading saved, less what writing cost more') },
    {
      label: l10n.t('Lost'),
      exact: l10n.t('What tokens cost more that were kept and had to be paid for anew'),
    },
  ];
}

function dayHeads(): Head[] {
  return [{ label: l10n.t('Day'), isText: true }, ...sumHeads()];
}

function conversationHeads(): Head[] {
  return [
    { label: l10n.t('Last call'), isText: true },
    { label: l10n.t('Surface'), isText: true },
    { label: l10n.t('Model'), isText: true },
    ...sumHeads(),
  ];
}

function dayRow(day: CacheDay): TemplateResult {
  return html`<tr data-testid="cache-day">
    <td>${formatDay(new Date(`${day.day}T00:00`))}</td>
    ${sumCells(day, day.savedUsd)}
  </tr>`;
}

function conversationRow(row: CacheConversation): TemplateResult {
  return html`<tr data-testid="cache-conversation">
      <td title=${formatInstant(new Date(row.lastMs))}>${formatMinute(new Date(row.lastMs))}</td>
      <td>${surfaceName(row.surface)}</td>
      <td>${row.modelLabel}</td>
      ${sumCells(row, row.savedUsd)}
    </tr>
    ${
      row.reason === ''
        ? nothing
        : html`<tr data-testid="cache-reason">
            <td class="cache-reason" colspan=${conversationHeads().length}>
              ${l10n.t('Last miss: {0}', row.reason)}
            </td>
          </tr>`
    }`;
}

function sumCells(sums: CacheSums, savedUsd: number | null): TemplateResult {
  const { calls, hits, readTokens, inputTokens, lostTokens, lostUsd, unpricedLosses } = sums;
  const read = inputTokens === 0 ? '–' : formatShare(readTokens / inputTokens);
  return html`<td class="number">${formatCount(calls)}</td>
    <td class="number" title=${l10n.t('{0} of {1}', formatCount(hits), formatCount(calls))}>
      ${calls === 0 ? '–' : formatShare(hits / calls)}
    </td>
    <td class="number" title=${l10n.t('{0} of {1}', formatCount(readTokens), formatCount(inputTokens))}>
      ${read}
    </td>
    <td class="number" title=${savedUsd === null ? nothing : formatExactUsd(savedUsd)}>
      ${savedUsd === null ? '–' : formatUsd(savedUsd)}
    </td>
    <td class="number" title=${l10n.t('{0} tokens', formatCount(lostTokens))}>
      ${formatKnownUsd(lostUsd, unpricedLosses)}
    </td>`;
}
