import * as vscode from 'vscode';
import { bedrockRegions } from '../../core/aws/credentials/region';
import { isRegionId } from '../../core/aws/credentials/regionId';
import type { QuestionPosition, SignInAnswer } from '../../core/aws/credentials/signInFlow';
import { askPick } from './quickInput';

/** Asks for a region: the ones known to offer Bedrock, or any that is typed. */
export async function askRegion(
  title: string,
  current: string,
  currentNote: string,
  position?: QuestionPosition,
): Promise<SignInAnswer> {
  const known = bedrockRegions.map(({ id, name }) => ({
    answer: id,
    label: id,
    description: id === current && currentNote !== '' ? `${name} · ${currentNote}` : name,
  }));
  const items = known.some(({ answer }) => answer === current)
    ? known
    : [{ answer: current, label: current, description: currentNote }, ...known];
  return askPick({
    title,
    placeholder: vscode.l10n.t('AWS region to call Bedrock in; choose one or type its id'),
    items,
    active: current,
    typed: (text) =>
      isRegionId(text) && !items.some(({ answer }) => answer === text)
        ? { answer: text, label: text, description: vscode.l10n.t('as typed') }
        : undefined,
    ...(position === undefined ? {} : { position }),
  });
}
