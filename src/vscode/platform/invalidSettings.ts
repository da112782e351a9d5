import * as vscode from 'vscode';
import type { InvalidSetting } from '../../core/settings/settingReader';
import type { SettingRule, SettingType } from '../../core/settings/settingRule';
import { openSetting } from './openSetting';
import { showWarning } from './notify';

const MAX_SHOWN_LENGTH = 60;

/** Tells the user of a setting's wrong value: what it is, what the setting takes, and what is gone by instead. */
export async function warnOfSetting(invalid: InvalidSetting): Promise<void> {
  const setting = `bedrockChat.${invalid.name}`;
  const open = vscode.l10n.t('Open Setting');
  const message = vscode.l10n.t(
    'The setting {0} is {1}, but takes {2}. {3}',
    setting,
    shown(invalid.value),
    takenBy(invalid.rule),
    consequence(invalid),
  );
  if ((await showWarning(message, open)) === open) {
    await openSetting(setting);
  }
}

function shown(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > MAX_SHOWN_LENGTH ? `${text.slice(0, MAX_SHOWN_LENGTH)}…` : text;
}

function takenBy(rule: SettingRule): string {
  if (rule.enum !== undefined) {
    return vscode.l10n.t({
      message: 'one of {0}',
      args: [rule.enum.map((value) => JSON.stringify(value)).join(', ')],
      comment: ['In place of {2} in “The setting {0} is {1}, but takes {2}.”'],
    });
  }
  const [type = 'string', other] = [rule.type].flat();
  const text = typeText(type, rule);
  return other === 'null'
    ? vscode.l10n.t({
        message: '{0}, or null',
        args: [text],
        comment: ['In place of {2} in “The setting {0} is {1}, but takes {2}.”'],
      })
    : text;
}

function typeText(type: SettingType, { pattern, minimum, maximum }: SettingRule): string {
  switch (type) {
    case 'string':
      return pattern === undefined
        ? vscode.l10n.t({
            message: 'a text',
            comment: ['In place of {2} in “The setting {0} is {1}, but takes {2}.”'],
          })
        : vscode.l10n.t({
            message: 'a text that matches {0}',
            args: [pattern],
            comment: ['In place of {2} in “The setting {0} is {1}, but takes {2}.”'],
          });
    case 'number':
      return maximum === undefined
        ? vscode.l10n.t({
            message: 'a number of {0} or more',
            args: [minimum ?? 0],
            comment: ['In place of {2} in “The setting {0} is {1}, but takes {2}.”'],
          })
        : vscode.l10n.t({
            message: 'a number from {0} to {1}',
            args: [minimum ?? 0, maximum],
            comment: ['In place of {2} in “The setting {0} is {1}, but takes {2}.”'],
          });
    case 'integer':
      return vscode.l10n.t({
        message: 'a whole number from {0} to {1}',
        args: [minimum ?? 0, maximum ?? Number.MAX_SAFE_INTEGER],
        comment: ['In place of {2} in “The setting {0} is {1}, but takes {2}.”'],
      });
    case 'boolean':
      return vscode.l10n.t({
        message: 'true or false',
        comment: ['In place of {2} in “The setting {0} is {1}, but takes {2}.”'],
      });
    case 'array':
      return vscode.l10n.t({
        message: 'a list of texts',
        comment: ['In place of {2} in “The setting {0} is {1}, but takes {2}.”'],
      });
    case 'object':
      return vscode.l10n.t({
        message: 'names with their values, as its description says',
        comment: ['In place of {2} in “The setting {0} is {1}, but takes {2}.”'],
      });
    case 'null':
      return 'null';
  }
}

function consequence({ standIn, rule }: InvalidSetting): string {
  if (standIn === rule.default) {
    return vscode.l10n.t('Its default is used: {0}.', JSON.stringify(rule.default));
  }
  return standIn === 'invalid'
    ? vscode.l10n.t('What it limits is refused until you correct it.')
    : vscode.l10n.t('It is used as it stands.');
}
