import { HeaderSource, type HeaderSourceParts } from '../../core/chat/headerSource';
import type { Disposable } from '../../core/util/disposable';
import type { Storage } from '../platform/storage';
import { ChatPanel, type ChatPanelParts } from './chatPanel';

/** What the panel's header is made from, and who tells that it may be another. */
export interface HeaderParts extends HeaderSourceParts {
  readonly connections: HeaderSourceParts['connections'] & {
    readonly onDidChange: (listener: () => void) => Disposable;
  };
  readonly onDidChangeModel: (listener: () => void) => Disposable;
}

/** Puts together the panel and what stands in its header. */
export function openChatPanel(
  surface: Omit<ChatPanelParts, 'header' | 'logger'>,
  header: HeaderParts,
  { logger }: Storage,
): ChatPanel {
  const panel = new ChatPanel({
    ...surface,
    header: new HeaderSource(header),
    logger: logger.named('panel'),
  });
  const refresh = () => void panel.refreshHeader();
  panel.own(header.connections.onDidChange(refresh));
  panel.own(header.onDidChangeModel(refresh));
  return panel;
}
