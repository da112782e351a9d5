import { bedrockRegions, isRegionId, type EffectiveRegion } from '../aws/credentials/region';
import { actions, type Check, type Finding } from './check';
import { awsHost } from './endpoints';
import type { DiagnosisRun } from './diagnosisRun';

/** Resolves wherever AWS's names do. */
const REFERENCE_REGION = 'us-east-1';

/** Whether the region is one, and offers Bedrock. */
export function regionCheck(run: DiagnosisRun): Check {
  return {
    id: 'region',
    title: 'Region',
    needs: ['settings'],
    timeoutMs: 15_000,
    run: async () => {
      const place = await run.region();
      const tried = `Looked at the region in use, ${place.region || 'none'}${origin(place)}.`;
      return { tried, ...(await judge(run, place.region)) };
    },
  };
}

async function judge(run: DiagnosisRun, region: string): Promise<Omit<Finding, 'tried'>> {
  const known = bedrockRegions.find(({ id }) => id === region);
  if (known !== undefined) {
    return { status: 'ok', result: `${region} is ${known.name}, which offers Bedrock.` };
  }
  if (!isRegionId(region)) {
    return {
      status: 'failed',
      result: `“${region}” is not the id of a region; those look like us-east-1.`,
      fix: 'Choose a region.',
      action: actions.chooseRegion,
    };
  }
  const { control } = await run.endpoints();
  if (control.from === undefined && run.route(control.url).kind === 'direct') {
    // Newer than this list, or no region of Bedrock's: where its name is unknown but others are not, the latter.
    if (await resolves(run, awsHost('bedrock', region))) {
      return {
        status: 'ok',
        result: `${region} is new to this version; AWS has an address for Bedrock there.`,
      };
    }
    if (await resolves(run, awsHost('bedrock', REFERENCE_REGION))) {
      return {
        status: 'failed',
        result: `AWS has no address for Bedrock in ${region}: it is not offered there, or there is no such region.`,
        fix: 'Choose a region that offers Bedrock.',
        action: actions.chooseRegion,
      };
    }
  }
  return {
    status: 'warning',
    result: `This version does not know whether ${region} offers Bedrock.`,
    fix: 'If questions fail, choose a region that is known to.',
    action: actions.chooseRegion,
  };
}

async function resolves(run: DiagnosisRun, host: string): Promise<boolean> {
  return run.lookup(host).then(
    (addresses) => addresses.length > 0,
    () => false,
  );
}

function origin({ origin, from }: EffectiveRegion): string {
  switch (origin) {
    case 'setting':
      return ' (from bedrockChat.region)';
    case 'profile':
      return ` (from profile ${from})`;
    case 'environment':
      return ` (from the variable ${from})`;
    case 'fallback':
      return ' (because none is set)';
  }
}
