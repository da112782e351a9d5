import * as l10n from '@vscode/l10n';
import { openSetting, step, type Check, type Finding } from './check';
import { endpointProblem, endpointSettings, type Service } from './endpoints';
import type { DiagnosisRun } from './diagnosisRun';

/** Whether the settings can work together at all; asks nobody. */
export function settingsCheck(run: DiagnosisRun): Check {
  return {
    id: 'settings',
    title: l10n.t('Settings'),
    timeoutMs: 5000,
    run: async () => {
      const { region } = await run.region();
      const tried = l10n.t('Read the settings that lead to Bedrock.');
      const problems = [...endpointProblems(run, region), ...combinations(run, region)];
      const [first] = problems;
      if (first !== undefined) {
        return {
          ...first,
          tried,
          status: 'failed',
          result: problems.map(({ result }) => result).join(' '),
          fix: problems.map(({ fix }) => fix).join(' '),
        };
      }
      return { tried, ...(warning(run) ?? healthy(run)) };
    },
  };
}

type Problem = Required<Pick<Finding, 'result' | 'fix' | 'action'>>;

function urls({ subject }: DiagnosisRun): readonly (readonly [Service, string])[] {
  const { endpoint, controlEndpoint, stsEndpoint } = subject.settings;
  return [
    ['bedrock-runtime', endpoint],
    ['bedrock', controlEndpoint],
    ['sts', stsEndpoint],
  ];
}

function endpointProblems(run: DiagnosisRun, region: string): Problem[] {
  return urls(run).flatMap(([service, url]) => {
    const result = endpointProblem(service, url, region);
    const setting = endpointSettings[service];
    if (result === undefined) {
      return [];
    }
    const fix = l10n.t('Correct {0}, or clear it to use AWS’s own address.', setting);
    return [{ result, fix, action: openSetting(setting) }];
  });
}

function combinations({ subject }: DiagnosisRun, region: string): Problem[] {
  const { source, profile, model } = subject.settings;
  const problems: Problem[] = [];
  if (source === 'profile' && profile === '') {
    problems.push({
      result: l10n.t('Credentials are to come from a profile, but none is named.'),
      fix: l10n.t('Name it in bedrockChat.profile, or sign in anew and choose one.'),
      action: step('signIn'),
    });
  }
  const [, place] = /^arn:aws[\w-]*:bedrock:([a-z0-9-]+):/.exec(model) ?? [];
  if (place !== undefined && place !== region) {
    problems.push({
      result: l10n.t('The model chosen is an ARN of {0}, but requests go to {1}.', place, region),
      fix: l10n.t('Choose a model of {0}, or set the region to {1}.', region, place),
      action: step('chooseModel'),
    });
  }
  return problems;
}

function warning(run: DiagnosisRun): Omit<Finding, 'tried'> | undefined {
  const { ignoredSettings } = run.subject;
  if (ignoredSettings.length > 0) {
    return {
      status: 'warning',
      result: l10n.t(
        'The workspace sets {0}, which VS Code does not take from a workspace: it has no effect.',
        ignoredSettings.join(', '),
      ),
      fix: l10n.t('Set it in the user or remote settings, and remove it from the workspace’s.'),
      action: openSetting(ignoredSettings[0] ?? ''),
    };
  }
  const plain = urls(run).find(([, url]) => url.startsWith('http://') && !isLocal(url));
  if (plain !== undefined) {
    const setting = endpointSettings[plain[0]];
    return {
      status: 'warning',
      result: l10n.t('{0} begins with http://, so that questions and answers travel unencrypted.', setting),
      fix: l10n.t('Use https:// unless that is meant.'),
      action: openSetting(setting),
    };
  }
  return undefined;
}

function healthy(run: DiagnosisRun): Omit<Finding, 'tried'> {
  const own = urls(run).filter(([, url]) => url !== '');
  const result =
    own.length === 0
      ? l10n.t('They fit together; AWS’s own addresses are used.')
      : l10n.t(
          'They fit together. In place of AWS’s own addresses: {0}.',
          own.map(([service]) => endpointSettings[service]).join(', '),
        );
  return { status: 'ok', result };
}

function isLocal(url: string): boolean {
  return ['localhost', '127.0.0.1', '[::1]'].includes(new URL(url).hostname);
}
