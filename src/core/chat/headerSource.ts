import * as l10n from '@vscode/l10n';
import type { PanelHeader } from '../../protocol/chatPanel';
import type { Connections } from '../bedrock/connection';
import { classifyError } from '../aws/errors';
import type { ModelCatalog } from '../bedrock/models/modelCatalog';
import { configuredModel } from '../bedrock/models/modelChoice';
import { regionOfModel } from '../bedrock/models/modelId';

/** Sources of the header. */
export interface HeaderSourceParts {
  readonly connections: Pick<Connections, 'forModel'>;
  readonly catalog: Pick<ModelCatalog, 'resolve'>;
  /** The model of the settings; empty for the automatic choice. */
  readonly model: () => string;
  readonly region: () => Promise<string>;
}

/** The content of the panel's header: at once what the settings say, then what the account says. */
export class HeaderSource {
  constructor(private readonly parts: HeaderSourceParts) {}

  /** Without the network. */
  async fromSettings(): Promise<PanelHeader> {
    const configured = this.parts.model();
    return {
      modelLabel:
        configured === ''
          ? l10n.t({ message: 'Automatic', comment: ['In place of a model’s name'] })
          : configuredModel(configured).label,
      modelTooltip:
        configured === '' ? l10n.t('The newest Claude Sonnet that your account lists') : configured,
      region: regionOfModel(configured) ?? (await this.parts.region()),
      signedIn: 'unknown',
    };
  }

  /** Looks up who is signed in and which model would answer; never throws. */
  async fromAccount(): Promise<PanelHeader> {
    const header = await this.fromSettings();
    try {
      const connection = await this.parts.connections.forModel(this.parts.model());
      const known = { ...header, region: connection.region, signedIn: 'yes' } as const;
      return await this.parts.catalog.resolve(connection, this.parts.model()).then(
        (model) => ({ ...known, modelLabel: model.label, modelTooltip: model.id }),
        () => known,
      );
    } catch (error) {
      return { ...header, signedIn: classifyError(error).reason === 'credentialsMissing' ? 'no' : 'unknown' };
    }
  }
}
