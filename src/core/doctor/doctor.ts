import * as l10n from '@vscode/l10n';
import type { CheckId, CheckResult } from '../../protocol/doctor';
import { classifyError } from '../aws/errors';
import { step, type Check, type Finding } from './check';
import { joined, quoted } from './joined';

/** How a run is watched and ended. */
export interface DiagnoseOptions {
  readonly signal: AbortSignal;
  /** Takes secrets out of every sentence before anybody sees it. */
  readonly redact: (text: string) => string;
  readonly onStart?: (id: CheckId) => void;
  readonly onResult?: (result: CheckResult) => void;
}

/**
 * Makes all checks, one after the other, each as soon as those that it waits for have ended, and resolves
 * with their results in the order given. It never throws and never hangs: each check has its time, and a
 * cancelled run ends at once with what is left marked as skipped.
 */
export async function diagnose(checks: readonly Check[], options: DiagnoseOptions): Promise<CheckResult[]> {
  const results = new Map<CheckId, CheckResult>();
  /** The checks that were left out, with the failed checks that are to blame. */
  const blocked = new Map<CheckId, readonly CheckId[]>();
  const waiting = [...checks];
  while (waiting.length > 0) {
    const ready = waiting.findIndex((check) => waitsFor(check).every((id) => results.has(id)));
    // Checks that wait for one another, or for one that is not among them, are made in their order.
    const [check] = waiting.splice(Math.max(0, ready), 1);
    if (check === undefined) {
      break;
    }
    const found = await oneFinding(check, results, blocked, options);
    const result = toResult(check, found, options.redact);
    results.set(check.id, result);
    options.onResult?.(result);
  }
  return checks.flatMap(({ id }) => results.get(id) ?? []);
}

function waitsFor({ needs = [], unlessFailed = [] }: Check): readonly CheckId[] {
  return [...needs, ...unlessFailed];
}

async function oneFinding(
  check: Check,
  results: ReadonlyMap<CheckId, CheckResult>,
  blocked: Map<CheckId, readonly CheckId[]>,
  options: DiagnoseOptions,
): Promise<Finding> {
  if (options.signal.aborted) {
    return cancelled();
  }
  const failed = waitsFor(check).filter((id) => results.get(id)?.status === 'failed');
  const causes = new Set([...failed, ...(check.needs ?? []).flatMap((id) => blocked.get(id) ?? [])]);
  if (causes.size > 0) {
    blocked.set(check.id, [...causes]);
    const names = [...causes].map((id) => quoted(results.get(id)?.title ?? id));
    const result = l10n.t({
      message: 'Not tried: what {0} found has to be put right first.',
      args: [joined(names)],
      comment: ['{0} are the names of other checks.'],
    });
    return { tried: '', status: 'skipped', result };
  }
  options.onStart?.(check.id);
  return withinTime(check, options.signal);
}

/** Waits for the check, the end of its time or the user, whichever comes first. */
async function withinTime(check: Check, user: AbortSignal): Promise<Finding> {
  const time = AbortSignal.timeout(check.timeoutMs);
  const signal = AbortSignal.any([user, time]);
  const ended = new Promise<'ended'>((resolve) => {
    if (signal.aborted) {
      resolve('ended');
    }
    signal.addEventListener('abort', () => resolve('ended'), { once: true });
  });
  try {
    const found = await Promise.race([check.run(signal), ended]);
    if (found !== 'ended') {
      return found;
    }
  } catch (error) {
    if (!signal.aborted) {
      return crashed(error);
    }
  }
  if (user.aborted) {
    return cancelled();
  }
  return {
    tried: '',
    status: 'failed',
    result: l10n.t('There was no end to this within {0} s.', Math.round(check.timeoutMs / 1000)),
    fix: l10n.t(
      'Try again; if it stays like this, something between this machine and AWS swallows what is sent.',
    ),
    action: step('showLog'),
  };
}

function cancelled(): Finding {
  return { tried: '', status: 'skipped', result: l10n.t('Not tried: cancelled.'), cancelled: true };
}

/* A failure that no check foresaw; AWS's or the system's own words are the best there is. */
function crashed(error: unknown): Finding {
  const { detail } = classifyError(error);
  return {
    tried: '',
    status: 'failed',
    result: l10n.t('This could not be checked: {0} ({1}).', detail.message, detail.code),
    fix: l10n.t('Look into the log for more.'),
    action: step('showLog'),
  };
}

function toResult(check: Check, found: Finding, redact: (text: string) => string): CheckResult {
  return {
    id: check.id,
    title: check.title,
    tried: redact(found.tried),
    status: found.status,
    result: redact(found.result),
    fix: redact(found.fix ?? ''),
    action: found.action ?? null,
    ...(found.cancelled === true && { cancelled: true }),
  };
}
