import * as l10n from '@vscode/l10n';
import { classifyError } from '../aws/errors';
import { openSetting, step, type Check, type Finding } from './check';
import { duration } from './credentialChecks';
import type { Endpoint } from './endpoints';
import { joined } from './joined';
import type { DiagnosisRun } from './diagnosisRun';
import { formatDuration } from '../../shared/format';

/** AWS refuses requests that are further off: "Troubleshooting SigV4", IAM user guide. */
const MAX_SKEW_MS = 5 * 60_000;
const NOTABLE_SKEW_MS = 60_000;

/** Whether Bedrock answers at all. */
export function reachableCheck(run: DiagnosisRun): Check {
  return {
    id: 'reachable',
    title: l10n.t('Bedrock reachable'),
    needs: ['settings', 'region', 'dns', 'proxy', 'tls'],
    timeoutMs: 30_000,
    run: async (signal) => {
      const origins = await run.origins();
      const tried = l10n.t(
        'Sent a request without credentials to {0}.',
        joined(origins.map(({ url }) => url.host)),
      );
      const answers: string[] = [];
      for (const endpoint of origins) {
        const probed = await run.probe(endpoint.url, signal);
        if (probed.kind === 'failed') {
          return { tried, ...silent(endpoint, probed.error) };
        }
        answers.push(l10n.t('{0} answered after {1}.', endpoint.url.hostname, formatDuration(probed.tookMs)));
      }
      return { tried, status: 'ok', result: answers.join(' ') };
    },
  };
}

function silent({ url, from }: Endpoint, error: unknown): Omit<Finding, 'tried'> {
  const { detail } = classifyError(error);
  const refused = detail.code === 'ECONNREFUSED';
  const setting = from?.startsWith('bedrockChat.') === true ? from : undefined;
  return {
    status: 'failed',
    result: refused
      ? l10n.t('Nothing listens at {0}: the connection was refused.', url.host)
      : l10n.t('{0} could not be reached: {1} ({2}).', url.host, detail.message, detail.code),
    fix:
      from === undefined
        ? l10n.t(
            'Allow connections to {0} in the firewall or the VPN; where a proxy leads out, set http.proxy.',
            url.host,
          )
        : l10n.t(
            'Correct {0}, or clear it to use AWS’s own address; an emulator or a VPC endpoint has to be running.',
            from,
          ),
    action: openSetting(setting ?? 'http.proxy'),
  };
}

/** Whether this machine's clock is right enough for AWS to take its signatures. */
export function clockCheck(run: DiagnosisRun): Check {
  return {
    id: 'clock',
    title: l10n.t('Clock'),
    needs: ['reachable'],
    timeoutMs: 15_000,
    run: async (signal) => {
      const { runtime } = await run.endpoints();
      const tried = l10n.t('Compared this machine’s clock with that of {0}.', runtime.url.hostname);
      const probed = await run.probe(runtime.url, signal);
      if (probed.kind === 'failed' || probed.serverTime === undefined) {
        return { tried, status: 'skipped', result: l10n.t('The server does not tell its time.') };
      }
      // Headers are cut to the second.
      const aheadMs = probed.localMs - (probed.serverTime.getTime() + 500);
      const skewMs = Math.abs(aheadMs);
      if (skewMs < NOTABLE_SKEW_MS) {
        return { tried, status: 'ok', result: l10n.t('The clock agrees with AWS’s to within a minute.') };
      }
      const fatal = skewMs >= MAX_SKEW_MS;
      return {
        tried,
        status: fatal ? 'failed' : 'warning',
        result: skewText(aheadMs, fatal),
        fix: clockFix(run.subject.platform ?? process.platform),
        action: step('showLog'),
      };
    },
  };
}

function skewText(aheadMs: number, fatal: boolean): string {
  const skew = duration(Math.abs(aheadMs));
  if (fatal) {
    return aheadMs > 0
      ? l10n.t('The clock is {0} ahead; AWS refuses what is signed more than 5 minutes off.', skew)
      : l10n.t('The clock is {0} behind; AWS refuses what is signed more than 5 minutes off.', skew);
  }
  return aheadMs > 0 ? l10n.t('The clock is {0} ahead.', skew) : l10n.t('The clock is {0} behind.', skew);
}

function clockFix(platform: NodeJS.Platform): string {
  switch (platform) {
    case 'win32':
      return l10n.t(
        'Settings > Time & language > Date & time: turn on “Set time automatically” and press “Sync now”.',
      );
    case 'darwin':
      return l10n.t('System Settings > General > Date & Time: turn on “Set time and date automatically”.');
    default:
      return l10n.t(
        'Run “sudo timedatectl set-ntp true” (in WSL: “sudo hwclock -s”; in a container, set the clock of its host).',
      );
  }
}
