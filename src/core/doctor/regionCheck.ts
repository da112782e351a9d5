import * as l10n from '@vscode/l10n';
import { bedrockRegions, type EffectiveRegion } from '../aws/credentials/region';
import { isRegionId } from '../aws/credentials/regionId';
import { step, type Check, type Finding } from './check';
import { awsHost } from './endpoints';
import type { DiagnosisRun } from './diagnosisRun';

/** Resolves wherever AWS's names do. */
const REFERENCE_REGION = 'us-east-1';

/** Whether the region is one, and offers Bedrock. */
export function regionCheck(run: DiagnosisRun): Check {
  return {
    id: 'region',
    title: l10n.t('Region'),
    needs: ['settings'],
    timeoutMs: 15_000,
    run: async () => {
      const place = await run.region();
      return { tried: tried(place), ...(await judge(run, place.region)) };
    },
  };
}

async function judge(run: DiagnosisRun, region: string): Promise<Omit<Finding, 'tried'>> {
  const known = bedrockRegions.find(({ id }) => id === region);
  if (known !== undefined) {
    return { status: 'ok', result: l10n.t('{0} is {1}, which offers Bedrock.', region, known.name) };
  }
  if (!isRegionId(region)) {
    return {
      status: 'failed',
      result: l10n.t('“{0}” is not the id of a region; those look like us-east-1.', region),
      fix: l10n.t('Choose a region.'),
      action: step('chooseRegion'),
    };
  }
  const { control } = await run.endpoints();
  if (control.from === undefined && run.route(control.url).kind === 'direct') {
    // Newer than this list, or no region of Bedrock's: where its name is unknown but others are not, the latter.
    if (await resolves(run, awsHost('bedrock', region))) {
      return {
        status: 'ok',
        result: l10n.t('{0} is new to this version; AWS has an address for Bedrock there.', region),
      };
    }
    if (await resolves(run, awsHost('bedrock', REFERENCE_REGION))) {
      return {
        status: 'failed',
        result: l10n.t(
          'AWS has no address for Bedrock in {0}: it is not offered there, or there is no such region.',
          region,
        ),
        fix: l10n.t('Choose a region that offers Bedrock.'),
        action: step('chooseRegion'),
      };
    }
  }
  return {
    status: 'warning',
    result: l10n.t('This version does not know whether {0} offers Bedrock.', region),
    fix: l10n.t('If questions fail, choose a region that is known to.'),
    action: step('chooseRegion'),
  };
}

async function resolves(run: DiagnosisRun, host: string): Promise<boolean> {
  return run.lookup(host).then(
    (addresses) => addresses.length > 0,
    () => false,
  );
}

function tried({ region, origin, from }: EffectiveRegion): string {
  const shown = region || l10n.t({ message: 'none', comment: ['In place of a region’s id'] });
  switch (origin) {
    case 'setting':
      return l10n.t('Looked at the region in use, {0} (from bedrockChat.region).', shown);
    case 'profile':
      return l10n.t('Looked at the region in use, {0} (from profile {1}).', shown, from);
    case 'environment':
      return l10n.t('Looked at the region in use, {0} (from the variable {1}).', shown, from);
    case 'fallback':
      return l10n.t('Looked at the region in use, {0} (because none is set).', shown);
  }
}
