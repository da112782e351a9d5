import { openSetting, actions, type Check, type Finding } from './check';
import { endpointProblem, endpointSettings, type Service } from './endpoints';
import type { DiagnosisRun } from './diagnosisRun';

/** Whether the settings can work together at all; asks nobody. */
export function settingsCheck(run: DiagnosisRun): Check {
  return {
    id: 'settings',
    title: 'Settings',
    timeoutMs: 5000,
    run: async () => {
      const { region } = await run.region();
      const tried = 'Read the settings that lead to Bedrock.';
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
    const problem = endpointProblem(service, url, region);
    const setting = endpointSettings[service];
    if (problem === undefined) {
      return [];
    }
    return [
      {
        result: `The setting ${setting} ${problem}.`,
        fix: `Correct ${setting}, or clear it to use AWS’s own address.`,
        action: openSetting(setting),
      },
    ];
  });
}

function combinations({ subject }: DiagnosisRun, region: string): Problem[] {
  const { source, profile, model } = subject.settings;
  const problems: Problem[] = [];
  if (source === 'profile' && profile === '') {
    problems.push({
      result: 'Credentials are to come from a profile, but none is named.',
      fix: 'Name it in bedrockChat.profile, or sign in anew and choose one.',
      action: actions.signIn,
    });
  }
  const [, place] = /^arn:aws[\w-]*:bedrock:([a-z0-9-]+):/.exec(model) ?? [];
  if (place !== undefined && place !== region) {
    problems.push({
      result: `The model chosen is an ARN of ${place}, but requests go to ${region}.`,
      fix: `Choose a model of ${region}, or set the region to ${place}.`,
      action: actions.chooseModel,
    });
  }
  return problems;
}

function warning(run: DiagnosisRun): Omit<Finding, 'tried'> | undefined {
  const { ignoredSettings } = run.subject;
  if (ignoredSettings.length > 0) {
    return {
      status: 'warning',
      result: `The workspace sets ${ignoredSettings.join(', ')}, which VS Code does not take from a workspace: it has no effect.`,
      fix: 'Set it in the user or remote settings, and remove it from the workspace’s.',
      action: openSetting(ignoredSettings[0] ?? ''),
    };
  }
  const plain = urls(run).find(([, url]) => url.startsWith('http://') && !isLocal(url));
  if (plain !== undefined) {
    const setting = endpointSettings[plain[0]];
    return {
      status: 'warning',
      result: `${setting} begins with http://, so that questions and answers travel unencrypted.`,
      fix: 'Use https:// unless that is meant.',
      action: openSetting(setting),
    };
  }
  return undefined;
}

function healthy(run: DiagnosisRun): Omit<Finding, 'tried'> {
  const own = urls(run).filter(([, url]) => url !== '');
  const result =
    own.length === 0
      ? 'They fit together; AWS’s own addresses are used.'
      : `They fit together. In place of AWS’s own addresses: ${own.map(([service]) => endpointSettings[service]).join(', ')}.`;
  return { status: 'ok', result };
}

function isLocal(url: string): boolean {
  return ['localhost', '127.0.0.1', '[::1]'].includes(new URL(url).hostname);
}
