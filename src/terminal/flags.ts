import type { FlagValue } from './fileSettings';

/** The options that every command takes, as the parser hands them over. */
export interface Flags {
  readonly region?: string;
  readonly profile?: string;
  readonly endpoint?: string;
  readonly controlEndpoint?: string;
  readonly mantleEndpoint?: string;
  readonly settings?: string;
  readonly storage?: string;
  readonly json?: boolean;
}

/** The flags that stand for a setting of the same meaning. */
export function settingFlags(flags: Flags): Record<string, FlagValue | undefined> {
  const { region, profile, endpoint, controlEndpoint, mantleEndpoint } = flags;
  return {
    region: flag('--region', region),
    profile: flag('--profile', profile),
    endpoint: flag('--endpoint', endpoint),
    controlEndpoint: flag('--control-endpoint', controlEndpoint),
    mantleEndpoint: flag('--mantle-endpoint', mantleEndpoint),
  };
}

function flag(name: string, value: string | undefined): FlagValue | undefined {
  return value === undefined ? undefined : { name, value };
}
