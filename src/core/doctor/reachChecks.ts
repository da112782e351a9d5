import { classifyError } from '../aws/errors';
import { actions, openSetting, type Check, type Finding } from './check';
import { duration } from './credentialChecks';
import type { Endpoint } from './endpoints';
import type { DiagnosisRun } from './diagnosisRun';

/** AWS refuses requests that are further off: "Troubleshooting SigV4", IAM user guide. */
const MAX_SKEW_MS = 5 * 60_000;
const NOTABLE_SKEW_MS = 60_000;

/** Whether Bedrock answers at all. */
export function reachableCheck(run: DiagnosisRun): Check {
  return {
    id: 'reachable',
    title: 'Bedrock reachable',
    needs: ['settings', 'region', 'dns', 'proxy', 'tls'],
    timeoutMs: 30_000,
    run: async (signal) => {
      const origins = await run.origins();
      const tried = `Sent a request without credentials to ${origins.map(({ url }) => url.host).join(' and ')}.`;
      const answers: string[] = [];
      for (const endpoint of origins) {
        const probed = await run.probe(endpoint.url, signal);
        if (probed.kind === 'failed') {
          return { tried, ...silent(endpoint, probed.error) };
        }
        answers.push(`${endpoint.url.hostname} answered after ${Math.round(probed.tookMs)} ms.`);
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
      ? `Nothing listens at ${url.host}: the connection was refused.`
      : `${url.host} could not be reached: ${detail.message} (${detail.code}).`,
    fix:
      from === undefined
        ? `Allow connections to ${url.host} in the firewall or the VPN; where a proxy leads out, set http.proxy.`
        : `Correct ${from}, or clear it to use AWS’s own address; an emulator or a VPC endpoint has to be running.`,
    action: openSetting(setting ?? 'http.proxy'),
  };
}

/** Whether this machine's clock is right enough for AWS to take its signatures. */
export function clockCheck(run: DiagnosisRun): Check {
  return {
    id: 'clock',
    title: 'Clock',
    needs: ['reachable'],
    timeoutMs: 15_000,
    run: async (signal) => {
      const { runtime } = await run.endpoints();
      const tried = `Compared this machine’s clock with that of ${runtime.url.hostname}.`;
      const probed = await run.probe(runtime.url, signal);
      if (probed.kind === 'failed' || probed.serverTime === undefined) {
        return { tried, status: 'skipped', result: 'The server does not tell its time.' };
      }
      // Headers are cut to the second.
      const aheadMs = probed.localMs - (probed.serverTime.getTime() + 500);
      const skewMs = Math.abs(aheadMs);
      if (skewMs < NOTABLE_SKEW_MS) {
        return { tried, status: 'ok', result: 'The clock agrees with AWS’s to within a minute.' };
      }
      const side = aheadMs > 0 ? 'ahead' : 'behind';
      const fatal = skewMs >= MAX_SKEW_MS;
      return {
        tried,
        status: fatal ? 'failed' : 'warning',
        result: `The clock is ${duration(skewMs)} ${side}${fatal ? '; AWS refuses what is signed more than 5 minutes off' : ''}.`,
        fix: clockFix(run.subject.platform ?? process.platform),
        action: actions.showLog,
      };
    },
  };
}

function clockFix(platform: NodeJS.Platform): string {
  switch (platform) {
    case 'win32':
      return 'Settings > Time & language > Date & time: turn on “Set time automatically” and press “Sync now”.';
    case 'darwin':
      return 'System Settings > General > Date & Time: turn on “Set time and date automatically”.';
    default:
      return 'Run “sudo timedatectl set-ntp true” (in WSL: “sudo hwclock -s”; in a container, set the clock of its host).';
  }
}
